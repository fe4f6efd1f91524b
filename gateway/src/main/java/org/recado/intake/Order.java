package org.recado.intake;

import java.util.Optional;
import org.recado.message.SmsText;

/**
 * One text to be.
 *
 * @param refusal why it may not go, though the rest of the mail may
 */
record Order(
    Addressee addressee, ApplicationHeaders application, SmsText text, Optional<String> refusal) {}
