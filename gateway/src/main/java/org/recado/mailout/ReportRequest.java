package org.recado.mailout;

import java.time.Instant;
import java.util.Optional;
import org.recado.message.MailAddress;
import org.recado.message.MessageId;
import org.recado.message.Msisdn;

/**
 * Asks for a delivery status notification (RFC 3464) about one text.
 *
 * @param submission the mail that asked for the text; the report returns it, or its headers
 * @param to who is told
 * @param originalRecipient RFC 3461 ORCPT, as given
 * @param status RFC 3463
 * @param diagnostic what the SMSC said
 * @param at when it happened
 * @param wanted whether the sender wants to hear of it (RFC 3461 section 4.1); if not, it only
 *     counts
 * @param texts how many the mail asked for
 */
public record ReportRequest(
    MessageId sms,
    MessageId submission,
    MailAddress to,
    Msisdn client,
    Optional<String> originalRecipient,
    Action action,
    String status,
    String diagnostic,
    Instant at,
    boolean wanted,
    int texts) {

  /**
   * What became of the text. UNKNOWN is reported as {@code delayed}: the standard has no word for
   * it.
   */
  public enum Action {
    DELIVERED,
    FAILED,
    UNKNOWN,
    /** Not yet delivered, and longer so than usual. */
    DELAYED
  }
}
