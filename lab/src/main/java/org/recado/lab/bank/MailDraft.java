package org.recado.lab.bank;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A mail to be sent by {@link MailClient}.
 *
 * @param account who signs in and writes; empty for a system that sends without signing in
 * @param from the address in the envelope and in From
 * @param to recipients, as addresses
 * @param subject may be empty
 * @param text plain text
 * @param headers further header fields, name to value
 * @param dsnFor what DSNs are asked for (RFC 3461 section 4.1), like {@code SUCCESS,FAILURE}
 * @param localAddress the address of this machine to send from, where relays are trusted by it
 */
public record MailDraft(
    Optional<Account> account,
    String from,
    List<String> to,
    String subject,
    String text,
    Map<String, String> headers,
    Optional<String> dsnFor,
    Optional<String> localAddress) {

  /** A person's mail, signed in with their account. */
  public static MailDraft of(Account account, String to, String subject, String text) {
    return new MailDraft(
        Optional.of(account),
        account.mail(),
        List.of(to),
        subject,
        text,
        Map.of(),
        Optional.empty(),
        Optional.empty());
  }

  public MailDraft withHeader(String name, String value) {
    var more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new MailDraft(account, from, to, subject, text, more, dsnFor, localAddress);
  }

  public MailDraft withDsnFor(String conditions) {
    return new MailDraft(
        account, from, to, subject, text, headers, Optional.of(conditions), localAddress);
  }

  /** Sent without signing in, from this address of the machine. */
  public MailDraft fromTrustedRelay(String address) {
    return new MailDraft(
        Optional.empty(), from, to, subject, text, headers, dsnFor, Optional.of(address));
  }
}
