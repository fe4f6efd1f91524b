/**
 * Delivery receipts in any dialect, read into the state of a message. Takes PDUs from {@code smpp};
 * calls {@code archive}.
 */
@NullMarked
package org.recado.receipt;

import org.jspecify.annotations.NullMarked;
