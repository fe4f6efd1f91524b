/**
 * Looks after the archive while the gateway runs: what is done at the start, daily or hourly, by
 * each node or by one for all of them. Calls {@code archive} and {@code mailout}.
 */
@NullMarked
package org.recado.watch;

import org.jspecify.annotations.NullMarked;
