package org.recado.intake;

/**
 * What MAIL said.
 *
 * @param mailFrom the reverse path without brackets; empty for the null path
 */
record Envelope(String mailFrom, MailParameters parameters) {}
