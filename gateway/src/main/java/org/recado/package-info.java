/**
 * Recado: SMS from the mail client people already have, on the record. One package per noun of the
 * field.
 */
@NullMarked
package org.recado;

import org.jspecify.annotations.NullMarked;
