/**
 * Group commit: work that arrives at the same time shares one transaction and one fsync. Knows no
 * other package.
 */
@NullMarked
package org.recado.commit;

import org.jspecify.annotations.NullMarked;
