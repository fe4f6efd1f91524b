package org.recado.intake;

import java.util.List;
import org.recado.directory.Contact;
import org.recado.mail.HeaderField;

/**
 * A client whom RCPT named.
 *
 * @param given the address of RCPT
 * @param options what the address said beside the number, as if it were the mail's headers
 */
record Addressee(
    Contact contact, String given, RcptParameters parameters, List<HeaderField> options) {}
