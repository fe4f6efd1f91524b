/**
 * One mail transaction becomes one durable submission. Barrier 1 is here; {@code smtp} speaks the
 * protocol, this package decides.
 */
@NullMarked
package org.recado.intake;

import org.jspecify.annotations.NullMarked;
