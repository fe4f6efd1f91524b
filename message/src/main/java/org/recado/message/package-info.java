/**
 * The few value types everyone speaks: who, to whom, which message. Each is validated once, in its
 * factory; past the edge no raw string stands for a number, an address or an id.
 */
@NullMarked
package org.recado.message;

import org.jspecify.annotations.NullMarked;
