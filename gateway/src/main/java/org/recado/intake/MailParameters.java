package org.recado.intake;

import java.util.Optional;

/**
 * Parameters of MAIL that matter after the session (RFC 3461 sections 4.3 and 4.4).
 *
 * @param envelopeId ENVID, decoded from xtext
 * @param headersOnly RET=HDRS: a report returns only the headers
 */
public record MailParameters(Optional<String> envelopeId, boolean headersOnly) {}
