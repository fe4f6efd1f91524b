package org.recado.intake;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordKind;
import org.recado.commit.Failures;
import org.recado.directory.Contact;
import org.recado.directory.ContactList;
import org.recado.directory.Person;
import org.recado.mail.Dropped;
import org.recado.mail.HeaderField;
import org.recado.mail.MailHeaders;
import org.recado.mail.Reading;
import org.recado.message.Category;
import org.recado.message.Direction;
import org.recado.message.MailAddress;
import org.recado.message.MessageId;
import org.recado.message.Msisdn;
import org.recado.message.SmsText;
import org.recado.numbering.LeaseRequest;
import org.recado.numbering.Pools;
import org.recado.outbound.NewSms;
import org.recado.outbound.SmsState;
import org.recado.policy.Demand;
import org.recado.policy.Request;
import org.recado.policy.Verdict;
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

  /**
   * @param given the address of RCPT
   * @param options what the address said beside the number, as if it were the mail's headers
   */
  private record Addressee(
      Contact contact, String given, RcptParameters parameters, List<HeaderField> options) {}

  /**
   * One text to be.
   *
   * @param refusal why it may not go, though the rest of the mail may
   */
  private record Order(
      Addressee addressee,
      ApplicationHeaders application,
      SmsText text,
      Optional<String> refusal) {}

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
      var address = MailAddress.of(path);
      if (peer instanceof Peer.Application application) {
        return fromApplication(application, address);
      }
      known = intake.rules.directory().findByMail(address);
    } catch (IllegalArgumentException e) {
      return new Answer(553, "5.1.7", "The sender's address is not valid: " + e.getMessage());
    }
    if (known.isEmpty()) {
      return new Answer(550, "5.7.1", "The sender is not a person of the directory");
    }
    if (peer instanceof Peer.SignedIn signedIn && !maySendAs(signedIn.person(), known.get())) {
      return new Answer(
          550, "5.7.1", "You are signed in as " + signedIn.person().mail() + "; send as yourself");
    }
    if (peer instanceof Peer.SignedIn signedIn && !isEnabled(signedIn.person())) {
      return new Answer(550, "5.7.1", "The account you signed in with is disabled");
    }
    if (!known.get().enabled()) {
      return new Answer(550, "5.7.1", "The sender's account is disabled in the directory");
    }
    if (intake.rules.directory().isOutdated(known.get())) {
      return new Answer(
          451, "4.3.0", "The directory could not be read for too long; send it again later");
    }
    sender = known.get();
    return Answer.ok("2.1.0", "Sender ok");
  }

  private Answer fromApplication(Peer.Application application, MailAddress address) {
    if (!address.domain().equals(application.domain())) {
      return new Answer(
          550, "5.7.1", "This account sends from addresses at " + application.domain() + " only");
    }
    sender = Person.application(application.name(), address);
    return Answer.ok("2.1.0", "Sender ok");
  }

  /** As themselves, or in the name of somebody whose entry allows it. */
  private boolean maySendAs(Person who, Person name) {
    return who.id().equals(name.id()) || intake.rules.directory().mayActFor(who, name);
  }

  /** Now, and not when the session began. */
  private boolean isEnabled(Person person) {
    return person.isApplication()
        || intake.rules.directory().findById(person.id()).filter(Person::enabled).isPresent();
  }

  /** In whose name the mail is, by its From header; empty if the sender may not write so. */
  private Optional<Person> writer(Person by, MailHeaders headers) {
    if (peer instanceof Peer.Application application) {
      return headers
          .from()
          .filter(from -> from.domain().equals(application.domain()))
          .map(from -> Person.application(application.name(), from));
    }
    // a right is not passed on: who may write as Carmen may not write as those who allowed her
    var who = peer instanceof Peer.SignedIn signedIn ? signedIn.person() : by;
    return headers
        .from()
        .flatMap(intake.rules.directory()::findByMail)
        .filter(Person::enabled)
        .filter(person -> maySendAs(who, person));
  }

  /** The first of those {@code Sender} names who may not send for the writer. */
  private Optional<MailAddress> wrongSender(Person by, MailHeaders headers) {
    return headers.senders().stream()
        .filter(named -> headers.from().stream().noneMatch(named::sameMailbox))
        .filter(named -> !maySend(named, by))
        .findFirst();
  }

  private boolean maySend(MailAddress named, Person by) {
    return peer instanceof Peer.Application application
        ? named.domain().equals(application.domain())
        : intake
            .rules
            .directory()
            .findByMail(named)
            .filter(Person::enabled)
            .filter(person -> maySendAs(person, by))
            .isPresent();
  }

  /** Why whom MAIL named may send no more: rights end at once, sessions later. */
  private Optional<String> lost(Person by) {
    if (!isEnabled(by)
        || (peer instanceof Peer.SignedIn signedIn && !isEnabled(signedIn.person()))) {
      return Optional.of("The sender's account is disabled in the directory");
    }
    return peer instanceof Peer.SignedIn signedIn && !maySendAs(signedIn.person(), by)
        ? Optional.of("You may no longer write in the name of " + by.mail())
        : Optional.empty();
  }

  /** RCPT: the recipient must be a client who may be texted. */
  public Answer recipient(String path, RcptParameters given) {
    MailAddress address;
    try {
      address = MailAddress.of(path);
    } catch (IllegalArgumentException e) {
      return new Answer(553, "5.1.3", "The recipient's address is not valid: " + e.getMessage());
    }
    if (!address.domain().equals(intake.rules.domain())
        && !RecipientParser.isEncapsulated(address.localPart())) {
      return new Answer(
          550,
          "5.7.1",
          "Relaying denied: this server takes mail to " + intake.rules.domain() + " only");
    }
    if (sender == null) {
      return Answer.ok("2.1.5", "Recipient ok"); // a report: taken, and never becomes a text
    }
    var lost = lost(sender);
    if (lost.isPresent()) {
      return new Answer(550, "5.7.1", lost.get()); // and learns no names
    }
    var resolution = resolve(address.localPart(), sender);
    if (resolution.list().isPresent()) {
      return list(resolution.list().get(), sender, path, given, resolution.options());
    }
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
    addressees.putIfAbsent(
        contact.number(), new Addressee(contact, path, given, resolution.options()));
    return Answer.ok("2.1.5", "Recipient ok");
  }

  /** Everybody of a list who may be texted; nobody, if they are too many. */
  private Answer list(
      ContactList list, Person by, String path, RcptParameters given, List<HeaderField> options) {
    var some = new LinkedHashMap<Msisdn, Contact>();
    String reason = "";
    for (var contact : list.contacts()) {
      if (NumberPolicy.problem(contact.number(), intake.rules.settings()).isPresent()) {
        continue;
      }
      var verdict = judge(by, contact, Category.PERSONAL);
      if (verdict instanceof Verdict.Refuse refuse && !mayBeOverridden(refuse)) {
        recordRefusal(by, contact, refuse);
        reason = refuse.reason();
      } else if (!addressees.containsKey(contact.number())) {
        some.put(contact.number(), contact);
      }
    }
    if (some.isEmpty() && addressees.isEmpty()) {
      return new Answer(
          550,
          "5.7.1",
          reason.isEmpty() ? "Nobody on the list has a mobile number that can be used" : reason);
    }
    int most = intake.rules.settings().maxRecipients();
    if (addressees.size() + some.size() > most) {
      return new Answer(
          452,
          "4.5.3",
          "A mail may text at most " + most + " clients, and the list has " + some.size());
    }
    some.forEach(
        (number, contact) -> addressees.put(number, new Addressee(contact, path, given, options)));
    int without = list.without() + list.contacts().size() - some.size();
    return Answer.ok(
        "2.1.5",
        some.size()
            + " clients of the list"
            + (without == 0 ? "" : "; " + without + " others cannot be texted, or are on already"));
  }

  private record Resolution(
      Optional<Contact> contact,
      Optional<ContactList> list,
      List<HeaderField> options,
      Answer problem) {

    static Resolution to(ContactList list, List<HeaderField> options) {
      return new Resolution(Optional.empty(), Optional.of(list), options, Answer.ok("2.1.5", ""));
    }

    static Resolution failed(String status, String sentence) {
      return new Resolution(
          Optional.empty(), Optional.empty(), List.of(), new Answer(550, status, sentence));
    }
  }

  private Resolution resolve(String localPart, Person by) {
    var parsed =
        RecipientParser.read(localPart, by.region().orElse(intake.rules.settings().region()));
    var options = ApplicationHeaders.parse(parsed.options());
    if (options.headers().isEmpty()) {
      return Resolution.failed("5.1.3", options.problem());
    }
    var recipient = parsed.recipient();
    if (recipient instanceof Recipient.Unusable unusable) {
      return Resolution.failed("5.1.3", unusable.sentence());
    }
    if (recipient instanceof Recipient.Number number) {
      var name = intake.rules.directory().findNameOf(number.msisdn()).orElse("");
      return resolved(new Contact(name, number.msisdn()), parsed.options());
    }
    String name = ((Recipient.Name) recipient).name();
    var contacts = intake.rules.directory().resolve(name);
    var lists = intake.rules.directory().lists(name);
    if (contacts.isEmpty() && lists.isEmpty()) {
      return Resolution.failed(
          "5.1.1", "Nobody in the directory is called so; write the number, like +34600111222");
    }
    if (contacts.size() + lists.size() == 1) {
      return contacts.isEmpty()
          ? Resolution.to(lists.get(0), parsed.options())
          : resolved(contacts.get(0), parsed.options());
    }
    return Resolution.failed(
        "5.1.4",
        "More than one is called so: "
            + Stream.concat(
                    contacts.stream().map(Contact::name),
                    lists.stream().map(list -> "the list " + list.name()))
                .limit(5)
                .collect(Collectors.joining(", ")));
  }

  private Resolution resolved(Contact contact, List<HeaderField> options) {
    return NumberPolicy.problem(contact.number(), intake.rules.settings())
        .map(problem -> Resolution.failed("5.7.1", problem))
        .orElseGet(
            () ->
                new Resolution(
                    Optional.of(contact), Optional.empty(), options, Answer.ok("2.1.5", "")));
  }

  private Verdict judge(Person by, Contact contact, Category category) {
    return intake.rules.policy().judge(new Request(by, contact.number(), category));
  }

  /** An opt-out does not stop what the law requires; only a system of the firm sends that. */
  private boolean mayBeOverridden(Verdict.Refuse refuse) {
    return refuse.rule().equals("opt-out")
        && (peer instanceof Peer.Relay || peer instanceof Peer.Application)
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
    var lost = lost(sender);
    if (lost.isPresent()) {
      return refuse(sender, mail, "5.7.1", "sender", lost.get());
    }
    var writer = writer(sender, reading.headers());
    if (writer.isEmpty()) {
      return refuse(
          sender,
          mail,
          "5.7.1",
          "sender",
          "The From header has to name the sender, "
              + sender.mail()
              + ", or somebody who lets the sender write in their name");
    }
    var by = writer.get();
    var wrong = wrongSender(by, reading.headers());
    if (wrong.isPresent()) {
      return refuse(
          by,
          mail,
          "5.7.1",
          "sender",
          "The Sender header names %s, who may not write in the name of %s"
              .formatted(wrong.get(), by.mail()));
    }
    var proof = proof(mail, reading.headers());
    if (proof.refusal().isPresent()) {
      var answer = proof.refusal().get();
      intake.decisions.record(
          decision(by, "dkim", answer.text()).part("mail", "message/rfc822", mail));
      return answer;
    }
    var composer = new Composer(intake.rules.composing(), reading, intake.clock.instant());
    var composed = new HashMap<ApplicationHeaders, Composer.Composed>();
    var orders = new ArrayList<Order>();
    for (var addressee : addressees.values()) {
      var headers = ApplicationHeaders.parse(reading.headers().application(), addressee.options());
      if (headers.headers().isEmpty()) {
        return refuse(by, mail, "5.6.0", "header", headers.problem());
      }
      var application = headers.headers().get();
      if (peer instanceof Peer.Application account && !mayBe(account, application.category())) {
        return refuse(
            by,
            mail,
            "5.7.1",
            "category",
            "This account sends only: "
                + String.join(", ", new TreeSet<>(account.categories()))
                + "; name one in X-SMS-Category");
      }
      var text = composed.computeIfAbsent(application, composer::compose);
      if (text.text().isEmpty()) {
        return refuse(by, mail, text.status(), text.rule(), text.problem());
      }
      var reason = Optional.<String>empty();
      if (judge(by, addressee.contact(), application.category()) instanceof Verdict.Refuse refuse) {
        recordRefusal(by, addressee.contact(), refuse);
        reason = Optional.of(refuse.reason());
      }
      orders.add(new Order(addressee, application, text.text().get(), reason));
    }
    if (orders.stream().allMatch(order -> order.refusal().isPresent())) {
      return new Answer(
          550,
          "5.7.1",
          orders.stream().map(Order::refusal).flatMap(Optional::stream).findFirst().orElse(""));
    }
    var accepted =
        intake.write(submission(by, mail, reading.headers(), proof, composer.dropped(), orders));
    if (accepted.refusal().isPresent()) {
      // permanent (RFC 3463 section 3.8): a relay that keeps trying would send it on another day,
      // unasked
      var refusal = accepted.refusal().get();
      return refuse(by, mail, refusal.status(), refusal.rule(), refusal.sentence());
    }
    if (reading instanceof Reading.Sms sms) {
      intake.habits.seen(reading.headers(), sms.text().value());
    }
    return Answer.ok(
        "2.0.0",
        accepted.before() ? "accepted before as " + accepted.id() : accepted.id().toString());
  }

  private static boolean mayBe(Peer.Application account, Category category) {
    return account.categories().isEmpty() || account.categories().contains(category.name());
  }

  /** Who wrote it in the writer's name, by the envelope or else by {@code Sender}. */
  private Optional<MailAddress> sentBy(Person by, MailHeaders headers) {
    var others =
        headers.senders().stream()
            .filter(
                named ->
                    intake.rules.directory().findByMail(named).stream()
                        .noneMatch(person -> person.id().equals(by.id())));
    return Optional.ofNullable(sender)
        .filter(person -> !person.id().equals(by.id()))
        .map(Person::mail)
        .or(others::findFirst);
  }

  /** Who handed the mail in. */
  private String actor(Person by) {
    if (peer instanceof Peer.Relay relay) {
      return relay.name();
    }
    return peer instanceof Peer.SignedIn signedIn
        ? signedIn.person().mail().toString()
        : by.mail().toString();
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

  private AuthorProof proof(byte[] mail, MailHeaders headers) {
    return peer instanceof Peer.Relay relay
        ? AuthorProof.of(mail, headers.from(), relay.dkim(), intake.rules.dkim())
        : AuthorProof.NOT_NEEDED;
  }

  private Submission submission(
      Person by,
      byte[] mail,
      MailHeaders headers,
      AuthorProof proof,
      List<Dropped> dropped,
      List<Order> orders) {
    var now = intake.clock.instant();
    var id = intake.ids.next();
    var first = orders.get(0).application();
    var received =
        RecordDraft.about(RecordKind.RECEIVED, id, now)
            .category(first.category())
            .party("sender", by.particulars())
            .fact(Facts.MAILBOX, by.mail())
            .fact(Facts.PERSON, by.id())
            .fact(Facts.SUBJECT, headers.subject())
            .fact(Facts.MAIL_ID, headers.messageId())
            .fact(Facts.REFERENCE, first.reference())
            .fact(Facts.ACTOR, actor(by))
            .fact("sent-by", sentBy(by, headers))
            .fact("dkim", proof.signer())
            .fact("envelope-from", "<" + mailFrom + ">")
            .fact("envelope-id", parameters.envelopeId())
            .part("mail", "message/rfc822", mail);
    headers.date().ifPresent(received::sourceAt);
    var records = new ArrayList<RecordDraft>();
    records.add(received);
    var texts = new ArrayList<NewSms>();
    var leases = new ArrayList<LeaseRequest>();
    var refused = new ArrayList<Submission.Refused>();
    var named = new ArrayList<ApplicationTexts.Named>();
    var segments = new HashMap<String, Integer>();
    var later = new HashMap<MessageId, Instant>();
    String subject = headers.subject();
    String owner = ownerOf(by);
    var pools = new Pools(intake.rules.numbering());
    var references = new HashMap<String, Optional<String>>();
    for (var order : orders) {
      var addressee = order.addressee();
      var application = order.application();
      var contact = addressee.contact();
      references.put(contact.number().digits(), application.reference());
      var category = application.category();
      var treated = intake.rules.settings().of(category);
      String pool =
          application
              .queue()
              .pool()
              .orElseGet(
                  () -> pools.choose(contact.number(), by.department(), category, treated.pool()));
      var text =
          new NewSms(
              intake.ids.next(),
              Optional.of(id),
              contact.number(),
              owner,
              by.mail(),
              category,
              application.queue().lane().orElse(treated.lane()),
              pool,
              Optional.empty(),
              order.text(),
              reportOn(addressee.parameters(), headers),
              addressee.parameters().originalRecipient(),
              application.wire().options(now));
      int itsSegments = Composer.COSTS.count(order.text()).segments();
      if (by.isApplication()) {
        named.add(
            new ApplicationTexts.Named(
                text.id(),
                by.name(),
                id,
                addressee.given(),
                application.reference(),
                parameters.envelopeId(),
                headers.messageId(),
                itsSegments));
      }
      if (order.refusal().isPresent()) {
        refused.add(new Submission.Refused(text, order.refusal().get()));
        continue;
      }
      segments.merge(application.queue().costCenter().orElse(""), itsSegments, Integer::sum);
      application.queue().notBefore(now).ifPresent(at -> later.put(text.id(), at));
      leases.add(
          new LeaseRequest(
              contact.number(),
              owner,
              by.mail(),
              pools.from(text.pool(), category),
              headers.messageId(),
              Optional.of(subject).filter(known -> !known.isBlank()),
              intake.rules.answered().number(headers, contact.number())));
      texts.add(text);
      records.add(accepted(text, id, by, contact, dropped, application, now));
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
        refused,
        named,
        new Demand(by, segments, texts.size()),
        later,
        MailIdentity.of(by.id(), references, headers.messageId(), mail),
        earlier ->
            decision(by, "duplicate", "The same mail was accepted before as " + earlier)
                .fact("outcome", "accepted before")
                .fact(Facts.SUBMISSION, earlier)
                .fact(Facts.MAIL_ID, headers.messageId())
                .fact(Facts.REFERENCE, first.reference())
                .part("mail", "message/rfc822", mail));
  }

  /** Two mailboxes of one application are two, or the last of them would get all answers. */
  private static String ownerOf(Person by) {
    return by.isApplication() ? by.id() + "/" + by.mail().key() : by.id();
  }

  private RecordDraft accepted(
      NewSms sms,
      MessageId submission,
      Person by,
      Contact contact,
      List<Dropped> dropped,
      ApplicationHeaders application,
      Instant now) {
    var draft =
        RecordDraft.about(RecordKind.ACCEPTED, sms.id(), now)
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
    application.queue().record(draft, now);
    if (!dropped.isEmpty()) {
      draft.part("dropped", Explanation.json(dropped));
    }
    return draft;
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
