/**
 * Reads a mail and finds the text its writer meant: MIME, charsets, HTML, quoted history,
 * signatures, disclaimers, loop signs. Whatever is left out is told, with its kind, so that an
 * officer sees mail, text, and the difference.
 *
 * <p>Neighbours: {@code intake} asks {@link org.recado.mail.MailReader} about each accepted mail;
 * {@code mailout} writes mail and is not used here.
 */
@NullMarked
package org.recado.mail;

import org.jspecify.annotations.NullMarked;
