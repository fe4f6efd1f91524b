package org.recado.outbound;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.recado.message.Category;
import org.recado.message.MailAddress;
import org.recado.message.MessageId;
import org.recado.message.Msisdn;
import org.recado.message.SmsText;
import org.recado.smpp.SubmitOptions;

/**
 * A text as claimed from the queue.
 *
 * @param conversation with whom, over which number
 * @param attempt how many attempts there were with this one, from 1
 * @param concatRef reference number of its segments, of which the low 8 or 16 bits count; the same
 *     at every attempt
 * @param optedOut whether the client has asked not to be written to since it was queued
 * @param options what the PDUs say beside the text
 * @param sentParts segments an earlier attempt brought through, from 1; they are not sent again
 */
record QueuedSms(
    MessageId id,
    Optional<MessageId> submission,
    Msisdn client,
    Msisdn number,
    MailAddress mailbox,
    Category category,
    UUID conversation,
    SmsText text,
    int concatRef,
    int attempt,
    boolean optedOut,
    SubmitOptions options,
    Set<Integer> sentParts) {

  QueuedSms withSentParts(Set<Integer> parts) {
    return new QueuedSms(
        id,
        submission,
        client,
        number,
        mailbox,
        category,
        conversation,
        text,
        concatRef,
        attempt,
        optedOut,
        options,
        parts);
  }

  QueuedSms withConcatRef(int reference) {
    return new QueuedSms(
        id,
        submission,
        client,
        number,
        mailbox,
        category,
        conversation,
        text,
        reference,
        attempt,
        optedOut,
        options,
        sentParts);
  }
}
