package org.recado.mailout;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.recado.directory.Contact;

/**
 * What became of the text to one client.
 *
 * @param client with an empty name if nobody knows it
 * @param originalRecipient RFC 3461 ORCPT, {@code rfc822;…}, decoded from xtext
 * @param status RFC 3463, like {@code 5.1.1}
 * @param diagnostic what the SMSC said, like {@code ESME_RINVDSTADR}; empty if it said nothing
 * @param at when this was known
 */
public record RecipientStatus(
    Contact client,
    Optional<String> originalRecipient,
    Action action,
    String status,
    String diagnostic,
    Instant at) {

  /** What happened, RFC 3464 section 2.3.3. */
  public enum Action {
    DELIVERED("delivered"),
    FAILED("failed"),
    DELAYED("delayed"),
    /** Given to a network that reports nothing back. */
    RELAYED("relayed"),
    /** Nobody can tell; the standard has no word for it but this. */
    UNCERTAIN("delayed");

    private final String word;

    Action(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  private static final Pattern STATUS = Pattern.compile("[245]\\.[0-9]{1,3}\\.[0-9]{1,3}");

  public RecipientStatus {
    Objects.requireNonNull(client);
    Objects.requireNonNull(originalRecipient);
    Objects.requireNonNull(action);
    Objects.requireNonNull(diagnostic);
    Objects.requireNonNull(at);
    if (!STATUS.matcher(status).matches()) {
      throw new IllegalArgumentException("a status reads like 5.1.1 (RFC 3463)");
    }
  }
}
