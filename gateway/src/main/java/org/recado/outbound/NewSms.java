package org.recado.outbound;

import java.util.Optional;
import org.recado.message.Category;
import org.recado.message.MailAddress;
import org.recado.message.MessageId;
import org.recado.message.Msisdn;
import org.recado.message.SmsText;
import org.recado.numbering.Lease;
import org.recado.policy.CategorySettings.Lane;
import org.recado.smpp.SubmitOptions;

/**
 * A text to be queued.
 *
 * @param submission the mail that asked for it; none for what Recado sends by itself
 * @param owner who holds the conversation: a person's directory id
 * @param mailbox where reports and answers go
 * @param pool the pool of numbers to use
 * @param lease the number; none if every one is taken towards this client, and the text waits
 * @param reportOn RFC 3461 NOTIFY, upper case: {@code FAILURE}, {@code SUCCESS,FAILURE}, {@code
 *     NEVER}…
 * @param originalRecipient RFC 3461 ORCPT as given
 * @param options what the PDUs say beside the text
 */
public record NewSms(
    MessageId id,
    Optional<MessageId> submission,
    Msisdn client,
    String owner,
    MailAddress mailbox,
    Category category,
    Lane lane,
    String pool,
    Optional<Lease> lease,
    SmsText text,
    String reportOn,
    Optional<String> originalRecipient,
    SubmitOptions options) {

  public NewSms withLease(Optional<Lease> given) {
    return new NewSms(
        id,
        submission,
        client,
        owner,
        mailbox,
        category,
        lane,
        pool,
        given,
        text,
        reportOn,
        originalRecipient,
        options);
  }
}
