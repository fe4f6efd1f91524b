/**
 * Reconciliation: what was accepted, held against what was recorded, attempted, answered and
 * receipted. Every gap names its message; the result is signed and is a record itself.
 */
@NullMarked
@NamedInterface("reconcile")
package org.recado.archive.reconcile;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
