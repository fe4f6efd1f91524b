package org.recado.intake;

import java.util.Optional;

/**
 * Parameters of RCPT (RFC 3461 sections 4.1 and 4.2).
 *
 * @param notifyOn NOTIFY in upper case; empty if not given, which means FAILURE
 * @param originalRecipient ORCPT as given, {@code rfc822;…}, decoded from xtext
 */
public record RcptParameters(Optional<String> notifyOn, Optional<String> originalRecipient) {}
