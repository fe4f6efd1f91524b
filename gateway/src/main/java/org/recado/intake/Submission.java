package org.recado.intake;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.recado.archive.record.RecordDraft;
import org.recado.message.MessageId;
import org.recado.numbering.LeaseRequest;
import org.recado.outbound.NewSms;
import org.recado.policy.Demand;

/**
 * One accepted mail, ready to be written.
 *
 * @param id names the mail; the answer to DATA gives it
 * @param mailFrom where reports go
 * @param texts what is queued, each with the lease it asks for, in the same order as {@code leases}
 * @param records what is archived
 * @param refused what may not go though the rest of the mail may: an answer to DATA is for all
 *     recipients, so that the sender hears of these in a report
 * @param named under which names an application asks for them, refused ones too; empty for people
 * @param demand what of it counts against limits
 * @param notBefore when texts that have to wait may leave
 * @param identity see {@link MailIdentity}
 * @param acceptedBefore what is archived instead of all that, if the mail was accepted before under
 *     that id
 */
record Submission(
    MessageId id,
    String mailFrom,
    Optional<String> envelopeId,
    boolean headersOnly,
    Instant arrivedAt,
    List<NewSms> texts,
    List<LeaseRequest> leases,
    List<RecordDraft> records,
    List<Refused> refused,
    List<ApplicationTexts.Named> named,
    Demand demand,
    Map<MessageId, Instant> notBefore,
    Optional<UUID> identity,
    Function<MessageId, RecordDraft> acceptedBefore) {

  /**
   * A text that is not sent.
   *
   * @param reason for the report
   */
  record Refused(NewSms text, String reason) {}
}
