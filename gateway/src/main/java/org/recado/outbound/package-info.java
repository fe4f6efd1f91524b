/** The queue of texts: claim, attempt, outcome, retry. Barrier 2 is here. */
@NullMarked
package org.recado.outbound;

import org.jspecify.annotations.NullMarked;
