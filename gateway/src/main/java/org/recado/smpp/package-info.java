/**
 * ESME sessions, PDUs, GSM 03.38 and segmentation. The only package that imports jsmpp. Calls
 * nobody: it declares {@link org.recado.smpp.SmscListener}, which {@code receipt} and {@code reply}
 * stand behind.
 */
@NullMarked
package org.recado.smpp;

import org.jspecify.annotations.NullMarked;
