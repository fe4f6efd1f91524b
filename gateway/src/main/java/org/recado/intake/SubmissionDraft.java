package org.recado.intake;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordKind;
import org.recado.directory.Person;
import org.recado.mail.MailHeaders;
import org.recado.message.Direction;
import org.recado.message.MessageId;
import org.recado.numbering.LeaseRequest;
import org.recado.numbering.Pools;
import org.recado.outbound.NewSms;
import org.recado.outbound.SmsState;
import org.recado.policy.Demand;

/** Makes of an accepted mail what is written of it: texts, the leases they ask for, records. */
final class SubmissionDraft {

  private final Intake intake;
  private final Refusals refusals;
  private final Letter letter;
  private final byte[] mail;
  private final MessageId id;
  private final Instant now;
  private final String owner;
  private final Pools pools;

  private final List<RecordDraft> records = new ArrayList<>();
  private final List<NewSms> texts = new ArrayList<>();
  private final List<LeaseRequest> leases = new ArrayList<>();
  private final List<Submission.Refused> refused = new ArrayList<>();
  private final List<ApplicationTexts.Named> named = new ArrayList<>();
  private final Map<String, Integer> segments = new HashMap<>();
  private final Map<MessageId, Instant> later = new HashMap<>();
  private final Map<String, Optional<String>> references = new HashMap<>();

  SubmissionDraft(Intake intake, Refusals refusals, Letter letter, byte[] mail) {
    this.intake = intake;
    this.refusals = refusals;
    this.letter = letter;
    this.mail = mail;
    this.id = intake.ids.next();
    this.now = intake.clock.instant();
    this.owner = ownerOf(letter.by());
    this.pools = new Pools(intake.rules.numbering());
  }

  /**
   * @param orders at least one
   */
  Submission of(List<Order> orders) {
    var envelope = letter.envelope();
    var first = orders.get(0).application();
    records.add(received(first));
    orders.forEach(this::add);
    return new Submission(
        id,
        envelope.mailFrom(),
        envelope.parameters().envelopeId(),
        envelope.parameters().headersOnly(),
        now,
        texts,
        leases,
        records,
        refused,
        named,
        new Demand(letter.by(), segments, texts.size()),
        later,
        MailIdentity.of(letter.by().id(), references, letter.headers().messageId(), mail),
        earlier -> acceptedBefore(earlier, first));
  }

  private RecordDraft received(ApplicationHeaders first) {
    var by = letter.by();
    var envelope = letter.envelope();
    var draft =
        RecordDraft.about(RecordKind.RECEIVED, id, now)
            .category(first.category())
            .party("sender", by.particulars())
            .fact(Facts.MAILBOX, by.mail())
            .fact(Facts.PERSON, by.id())
            .fact(Facts.SUBJECT, letter.headers().subject())
            .fact(Facts.MAIL_ID, letter.headers().messageId())
            .fact(Facts.REFERENCE, first.reference())
            .fact(Facts.ACTOR, letter.actor())
            .fact("sent-by", letter.sentBy())
            .fact("dkim", letter.signer())
            .fact("envelope-from", "<" + envelope.mailFrom() + ">")
            .fact("envelope-id", envelope.parameters().envelopeId())
            .part("mail", "message/rfc822", mail);
    letter.headers().date().ifPresent(draft::sourceAt);
    return draft;
  }

  private RecordDraft acceptedBefore(MessageId earlier, ApplicationHeaders first) {
    return refusals
        .decision(letter.by(), "duplicate", "The same mail was accepted before as " + earlier)
        .fact("outcome", "accepted before")
        .fact(Facts.SUBMISSION, earlier)
        .fact(Facts.MAIL_ID, letter.headers().messageId())
        .fact(Facts.REFERENCE, first.reference())
        .part("mail", "message/rfc822", mail);
  }

  private void add(Order order) {
    var by = letter.by();
    var application = order.application();
    var queue = application.queue();
    var text = text(order);
    int cost = Composer.COSTS.count(order.text()).segments();
    references.put(text.client().digits(), application.reference());
    if (by.isApplication()) {
      named.add(
          new ApplicationTexts.Named(
              text.id(),
              by.name(),
              id,
              order.addressee().given(),
              application.reference(),
              letter.envelope().parameters().envelopeId(),
              letter.headers().messageId(),
              cost));
    }
    if (order.refusal().isPresent()) {
      refused.add(new Submission.Refused(text, order.refusal().get()));
      return;
    }
    segments.merge(queue.costCenter().orElse(""), cost, Integer::sum);
    queue.notBefore(now).ifPresent(at -> later.put(text.id(), at));
    leases.add(lease(text));
    texts.add(text);
    records.add(accepted(text, order));
  }

  private NewSms text(Order order) {
    var by = letter.by();
    var addressee = order.addressee();
    var application = order.application();
    var number = addressee.contact().number();
    var category = application.category();
    var treated = intake.rules.settings().of(category);
    return new NewSms(
        intake.ids.next(),
        Optional.of(id),
        number,
        owner,
        by.mail(),
        category,
        application.queue().lane().orElse(treated.lane()),
        application
            .queue()
            .pool()
            .orElseGet(() -> pools.choose(number, by.department(), category, treated.pool())),
        Optional.empty(),
        order.text(),
        reportOn(addressee.parameters(), letter.headers()),
        addressee.parameters().originalRecipient(),
        application.wire().options(now));
  }

  private LeaseRequest lease(NewSms text) {
    var headers = letter.headers();
    return new LeaseRequest(
        text.client(),
        owner,
        letter.by().mail(),
        pools.from(text.pool(), text.category()),
        headers.messageId(),
        Optional.of(headers.subject()).filter(known -> !known.isBlank()),
        intake.rules.answered().number(headers, text.client()));
  }

  private RecordDraft accepted(NewSms sms, Order order) {
    var by = letter.by();
    var contact = order.addressee().contact();
    var application = order.application();
    var draft =
        RecordDraft.about(RecordKind.ACCEPTED, sms.id(), now)
            .category(application.category())
            .party("sender", by.particulars())
            .party("client", Map.of("name", contact.name(), "number", contact.number().e164()))
            .fact(Facts.DIRECTION, Direction.MT)
            .fact(Facts.SUBMISSION, id)
            .fact(Facts.CLIENT, contact.number().e164())
            .fact(Facts.MAILBOX, by.mail())
            .fact(Facts.PERSON, by.id())
            .fact(Facts.TEAM, by.department())
            .fact(Facts.CATEGORY, application.category())
            .fact(Facts.REFERENCE, application.reference())
            .fact(Facts.STATUS, SmsState.QUEUED)
            .fact(Facts.ACTOR, "intake")
            .part("text", sms.text().value());
    application.queue().record(draft, now);
    if (!letter.dropped().isEmpty()) {
      draft.part("dropped", Explanation.json(letter.dropped()));
    }
    return draft;
  }

  /** Two mailboxes of one application are two, or the last of them would get all answers. */
  private static String ownerOf(Person by) {
    return by.isApplication() ? by.id() + "/" + by.mail().key() : by.id();
  }

  /**
   * NOTIFY where it was given (RFC 3461 section 4.1); else failures and delays, and a mail client's
   * own request for a receipt counts as SUCCESS.
   */
  private static String reportOn(RcptParameters parameters, MailHeaders headers) {
    return parameters
        .notifyOn()
        .orElse(headers.receiptAsked() ? "SUCCESS,FAILURE,DELAY" : "FAILURE,DELAY");
  }
}
