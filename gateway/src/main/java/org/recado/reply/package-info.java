/**
 * What the client writes: parts, opt-out words, whose conversation, and the mail that carries it.
 * Barrier 3 for replies is here.
 */
@NullMarked
package org.recado.reply;

import org.jspecify.annotations.NullMarked;
