/**
 * May it go, now, like this? Asks {@code protection}; answers a {@link org.recado.policy.Verdict}.
 */
@NullMarked
package org.recado.policy;

import org.jspecify.annotations.NullMarked;
