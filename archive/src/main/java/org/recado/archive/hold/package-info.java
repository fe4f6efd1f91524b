/**
 * Legal holds: what may not be destroyed, whatever its schedule says. A hold is nothing but its
 * records, so that placing and lifting it are in the ledger and there is no table to tamper with.
 */
@NullMarked
@NamedInterface("hold")
package org.recado.archive.hold;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
