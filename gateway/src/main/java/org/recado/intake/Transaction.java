package org.recado.intake;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordKind;
import org.recado.commit.Failures;
import org.recado.directory.Contact;
import org.recado.directory.Person;
import org.recado.mail.MailHeaders;
import org.recado.mail.Reading;
import org.recado.message.Category;
import org.recado.message.Direction;
import org.recado.message.MailAddress;
import org.recado.message.MessageId;
import org.recado.message.Msisdn;
import org.recado.numbering.LeaseRequest;
import org.recado.outbound.NewSms;
import org.recado.outbound.SmsState;
import org.recado.policy.Request;
import org.recado.policy.Verdict;
import org.recado.smpp.SmsEncoder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One mail transaction: who sends, to whom, what. Each step answers at once with what is wrong with
 * it, so that a wrong recipient is refused at RCPT and not by a bounce. Used by one session's
 * thread.
 */
public final class Transaction {

  private static final Logger log = LoggerFactory.getLogger(Transaction.class);

  private final Intake intake;
  private final Peer peer;
  private @Nullable Person sender;
  private String mailFrom = "";
  private MailParameters parameters = new MailParameters(Optional.empty(), false);

  /** By number, so that a client named twice is texted once. */
  private final Map<Msisdn, Addressee> addressees = new LinkedHashMap<>();

  private record Addressee(Contact contact, RcptParameters parameters) {}

  Transaction(Intake intake, Peer peer) {
    this.intake = intake;
    this.peer = peer;
  }

  /**
   * MAIL: the sender must be who they say.
   *
   * @param path the reverse path without brackets; empty for the null path
   */
  public Answer from(String path, MailParameters given) {
    if (peer instanceof Peer.Stranger) {
      return new Answer(530, "5.7.0", "Sign in first: this server takes mail from employees only");
    }
    mailFrom = path;
    parameters = given;
    if (path.isEmpty()) {
      return Answer.ok("2.1.0", "Reports are taken, and never become a text");
    }
    Optional<Person> known;
    try {
      known = intake.rules.directory().findByMail(MailAddress.of(path));
    } catch (IllegalArgumentException e) {
      return new Answer(553, "5.1.7", "The sender's address is not valid: " + e.getMessage());
    }
    if (known.isEmpty()) {
      return new Answer(550, "5.7.1", "The sender is not a person of the directory");
    }
    if (peer instanceof Peer.SignedIn signedIn && !isSignedIn(known.get(), signedIn)) {
      return new Answer(
          550, "5.7.1", "You are signed in as " + signedIn.person().mail() + "; send as yourself");
    }
    if (!known.get().enabled()) {
      return new Answer(550, "5.7.1", "The sender's account is disabled in the directory");
    }
    sender = known.get();
    return Answer.ok("2.1.0", "Sender ok");
  }

  private static boolean isSignedIn(Person person, Peer.SignedIn peer) {
    return person.id().equals(peer.person().id());
  }

  /** RCPT: the recipient must be a client who may be texted. */
  public Answer recipient(String path, RcptParameters given) {
    MailAddress address;
    try {
      address = MailAddress.of(path);
    } catch (IllegalArgumentException e) {
      return new Answer(553, "5.1.3", "The recipient's address is not valid: " + e.getMessage());
    }
    if (!address.domain().equals(intake.rules.domain())) {
      return new Answer(
          550,
          "5.7.1",
          "Relaying denied: this server takes mail to " + intake.rules.domain() + " only");
    }
    if (sender == null) {
      return Answer.ok("2.1.5", "Recipient ok"); // a report: taken, and never becomes a text
    }
    var resolution = resolve(address.localPart(), sender);
    if (resolution.contact().isEmpty()) {
      return resolution.problem();
    }
    var contact = resolution.contact().get();
    // a category is known only with the mail; refuse at once what none could allow
    var verdict = judge(sender, contact, Category.PERSONAL);
    if (verdict instanceof Verdict.Refuse refuse && !mayBeOverridden(refuse)) {
      recordRefusal(sender, contact, refuse);
      return new Answer(550, "5.7.1", refuse.reason());
    }
    if (!addressees.containsKey(contact.number())
        && addressees.size() >= intake.rules.settings().maxRecipients()) {
      return new Answer(
          452,
          "4.5.3",
          "A mail may text at most " + intake.rules.settings().maxRecipients() + " clients");
    }
    addressees.putIfAbsent(contact.number(), new Addressee(contact, given));
    return Answer.ok("2.1.5", "Recipient ok");
  }

  private record Resolution(Optional<Contact> contact, Answer problem) {

    static Resolution to(Contact contact) {
      return new Resolution(Optional.of(contact), Answer.ok("2.1.5", ""));
    }

    static Resolution failed(String status, String sentence) {
      return new Resolution(Optional.empty(), new Answer(550, status, sentence));
    }
  }

  private Resolution resolve(String localPart, Person by) {
    var recipient =
        RecipientParser.parse(localPart, by.region().orElse(intake.rules.settings().region()));
    if (recipient instanceof Recipient.Unusable unusable) {
      return Resolution.failed("5.1.3", unusable.sentence());
    }
    if (recipient instanceof Recipient.Number number) {
      var name = intake.rules.directory().findNameOf(number.msisdn()).orElse("");
      return Resolution.to(new Contact(name, number.msisdn()));
    }
    String name = ((Recipient.Name) recipient).name();
    var contacts = intake.rules.directory().resolve(name);
    return switch (contacts.size()) {
      case 0 ->
          Resolution.failed(
              "5.1.1", "Nobody in the directory is called so; write the number, like +34600111222");
      case 1 -> Resolution.to(contacts.get(0));
      default ->
          Resolution.failed(
              "5.1.4",
              "More than one is called so: "
                  + contacts.stream()
                      .limit(5)
                      .map(Contact::name)
                      .collect(Collectors.joining(", ")));
    };
  }

  private Verdict judge(Person by, Contact contact, Category category) {
    return intake.rules.policy().judge(new Request(by, contact.number(), category));
  }

  /** An opt-out does not stop what the law requires; only a system of the firm sends that. */
  private boolean mayBeOverridden(Verdict.Refuse refuse) {
    return refuse.rule().equals("opt-out")
        && peer instanceof Peer.Relay
        && intake.rules.settings().categories().values().stream()
            .anyMatch(category -> category.despiteOptOut());
  }

  private void recordRefusal(Person by, Contact contact, Verdict.Refuse refuse) {
    intake.decisions.record(
        decision(by, refuse.rule(), refuse.reason())
            .party("client", Map.of("name", contact.name(), "number", contact.number().e164()))
            .fact(Facts.CLIENT, contact.number().e164()));
  }

  private RecordDraft decision(Person by, String rule, String reason) {
    return RecordDraft.general(RecordKind.DECIDED, intake.clock.instant())
        .party("sender", by.particulars())
        .fact(Facts.ACTOR, "policy")
        .fact(Facts.MAILBOX, by.mail())
        .fact(Facts.RULE, rule)
        .fact(Facts.REASON, reason)
        .fact("outcome", "refused");
  }

  /**
   * DATA: what is refused here was never accepted, and the sender's own mail system says so.
   *
   * @param mail RFC 5322, as it came
   */
  public Answer data(byte[] mail) {
    try {
      return accept(mail);
    } catch (RuntimeException e) {
      // barrier 1 did not hold: nothing was kept, and the client still has the mail
      log.error(
          "a mail could not be kept; its sender is asked to send it again: {}",
          Failures.describe(e));
      return new Answer(451, "4.3.0", "The mail could not be kept just now; send it again later");
    }
  }

  private Answer accept(byte[] mail) {
    var reading = intake.reader.read(mail);
    if (sender == null || reading instanceof Reading.Automatic) {
      return swallow(mail, reading);
    }
    var by = sender;
    var from = reading.headers().from();
    if (from.flatMap(intake.rules.directory()::findByMail)
        .filter(p -> p.id().equals(by.id()))
        .isEmpty()) {
      return refuse(
          by, mail, "5.7.1", "sender", "The From header has to name the sender, " + by.mail());
    }
    if (reading instanceof Reading.Refused refused) {
      return refuse(by, mail, "5.6.0", refused.code().name(), refused.sentence());
    }
    var application = ApplicationHeaders.parse(reading.headers().application());
    if (application.headers().isEmpty()) {
      return refuse(by, mail, "5.6.0", "header", application.problem());
    }
    var sms = (Reading.Sms) reading;
    var problem = problemOfLength(sms);
    if (problem.isPresent()) {
      return refuse(by, mail, "5.6.0", "length", problem.get());
    }
    var headers = application.headers().get();
    var verdicts = new LinkedHashMap<Addressee, Optional<String>>();
    for (var addressee : addressees.values()) {
      var reason = Optional.<String>empty();
      if (judge(by, addressee.contact(), headers.category()) instanceof Verdict.Refuse refuse) {
        recordRefusal(by, addressee.contact(), refuse);
        reason = Optional.of(refuse.reason());
      }
      verdicts.put(addressee, reason);
    }
    if (verdicts.values().stream().allMatch(Optional::isPresent)) {
      return new Answer(
          550,
          "5.7.1",
          verdicts.values().stream().flatMap(Optional::stream).findFirst().orElse(""));
    }
    var id = intake.write(submission(by, mail, sms, headers, verdicts));
    return Answer.ok("2.0.0", id.toString());
  }

  private Optional<String> problemOfLength(Reading.Sms sms) {
    try {
      var encoded = SmsEncoder.encode(sms.text());
      int most = intake.rules.settings().maxSegments();
      if (encoded.segments().size() <= most) {
        return Optional.empty();
      }
      int fits =
          encoded.segments().stream().limit(most).mapToInt(part -> part.text().length()).sum();
      return Optional.of(
          "The text takes %d segments in %s, and at most %d are allowed: shorten it to %d of its %d characters"
              .formatted(
                  encoded.segments().size(),
                  encoded.encoding(),
                  most,
                  fits,
                  sms.text().value().length()));
    } catch (IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private Answer refuse(Person by, byte[] mail, String status, String rule, String sentence) {
    intake.decisions.record(decision(by, rule, sentence).part("mail", "message/rfc822", mail));
    return new Answer(554, status, sentence);
  }

  /**
   * Taken, because refusing it could start a loop; recorded, because everything is; never a text
   * (RFC 3834).
   */
  private Answer swallow(byte[] mail, Reading reading) {
    String sign =
        reading instanceof Reading.Automatic automatic ? automatic.sign() : "null reverse path";
    intake.decisions.record(
        RecordDraft.general(RecordKind.DECIDED, intake.clock.instant())
            .fact(Facts.ACTOR, "mail")
            .fact(Facts.MAILBOX, mailFrom)
            .fact(Facts.RULE, "automatic")
            .fact(Facts.REASON, sign)
            .fact("outcome", "no text")
            .part("mail", "message/rfc822", mail));
    return Answer.ok("2.0.0", "Taken as an automatic mail; no text is sent");
  }

  private Submission submission(
      Person by,
      byte[] mail,
      Reading.Sms sms,
      ApplicationHeaders application,
      Map<Addressee, Optional<String>> verdicts) {
    var now = intake.clock.instant();
    var id = intake.ids.next();
    var headers = sms.headers();
    var category = application.category();
    var treated = intake.rules.settings().of(category);
    String pool =
        treated.pool().isEmpty() ? intake.rules.numbering().pools().get(0).name() : treated.pool();
    var received =
        RecordDraft.about(RecordKind.RECEIVED, id, now)
            .category(category)
            .party("sender", by.particulars())
            .fact(Facts.MAILBOX, by.mail())
            .fact(Facts.PERSON, by.id())
            .fact(Facts.SUBJECT, headers.subject())
            .fact(Facts.MAIL_ID, headers.messageId())
            .fact(Facts.REFERENCE, application.reference())
            .fact(Facts.ACTOR, peer instanceof Peer.Relay relay ? relay.name() : by.mail())
            .fact("envelope-from", "<" + mailFrom + ">")
            .fact("envelope-id", parameters.envelopeId())
            .part("mail", "message/rfc822", mail);
    headers.date().ifPresent(received::sourceAt);
    var records = new ArrayList<RecordDraft>();
    records.add(received);
    var texts = new ArrayList<NewSms>();
    var leases = new ArrayList<LeaseRequest>();
    var refused = new ArrayList<Submission.Refused>();
    String subject = headers.subject();
    for (var verdict : verdicts.entrySet()) {
      var addressee = verdict.getKey();
      var contact = addressee.contact();
      var text =
          new NewSms(
              intake.ids.next(),
              Optional.of(id),
              contact.number(),
              by.id(),
              by.mail(),
              category,
              treated.lane(),
              pool,
              Optional.empty(),
              sms.text(),
              reportOn(addressee.parameters(), headers),
              addressee.parameters().originalRecipient(),
              application.wire().options(now));
      if (verdict.getValue().isPresent()) {
        refused.add(new Submission.Refused(text, verdict.getValue().get()));
        continue;
      }
      leases.add(
          new LeaseRequest(
              contact.number(),
              by.id(),
              by.mail(),
              pool,
              headers.messageId(),
              Optional.of(subject).filter(known -> !known.isBlank())));
      texts.add(text);
      records.add(accepted(text.id(), id, by, contact, sms, application, now));
    }
    return new Submission(
        id,
        mailFrom,
        parameters.envelopeId(),
        parameters.headersOnly(),
        now,
        texts,
        leases,
        records,
        refused);
  }

  private RecordDraft accepted(
      MessageId smsId,
      MessageId submission,
      Person by,
      Contact contact,
      Reading.Sms sms,
      ApplicationHeaders application,
      Instant now) {
    var draft =
        RecordDraft.about(RecordKind.ACCEPTED, smsId, now)
            .category(application.category())
            .party("sender", by.particulars())
            .party("client", Map.of("name", contact.name(), "number", contact.number().e164()))
            .fact(Facts.DIRECTION, Direction.MT)
            .fact(Facts.SUBMISSION, submission)
            .fact(Facts.CLIENT, contact.number().e164())
            .fact(Facts.MAILBOX, by.mail())
            .fact(Facts.PERSON, by.id())
            .fact(Facts.TEAM, by.department())
            .fact(Facts.CATEGORY, application.category())
            .fact(Facts.REFERENCE, application.reference())
            .fact(Facts.STATUS, SmsState.QUEUED)
            .fact(Facts.ACTOR, "intake")
            .part("text", sms.text().value());
    if (!sms.dropped().isEmpty()) {
      draft.part("dropped", Explanation.json(sms.dropped()));
    }
    return draft;
  }

  /**
   * NOTIFY where it was given; else a mail client's own request for a receipt counts as
   * SUCCESS,FAILURE.
   */
  private static String reportOn(RcptParameters parameters, MailHeaders headers) {
    return parameters.notifyOn().orElse(headers.receiptAsked() ? "SUCCESS,FAILURE" : "FAILURE");
  }
}
