package org.recado.intake;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.recado.commit.Failures;
import org.recado.directory.Person;
import org.recado.mail.MailHeaders;
import org.recado.mail.Reading;
import org.recado.message.Category;
import org.recado.message.MailAddress;
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
  private final SenderRights rights;
  private final Refusals refusals;
  private final Addressees addressees;
  private @Nullable Person sender;
  private Envelope envelope = new Envelope("", new MailParameters(Optional.empty(), false));

  Transaction(Intake intake, Peer peer) {
    this.intake = intake;
    this.peer = peer;
    this.rights = new SenderRights(intake.rules.directory(), peer);
    this.refusals = new Refusals(intake.rules, peer, intake.decisions, intake.clock);
    this.addressees = new Addressees(intake.rules, refusals);
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
    envelope = new Envelope(path, given);
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
    if (peer instanceof Peer.SignedIn signedIn
        && !rights.maySendAs(signedIn.person(), known.get())) {
      return new Answer(
          550, "5.7.1", "You are signed in as " + signedIn.person().mail() + "; send as yourself");
    }
    if (peer instanceof Peer.SignedIn signedIn && !rights.isEnabled(signedIn.person())) {
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
    var lost = rights.lost(sender);
    if (lost.isPresent()) {
      return new Answer(550, "5.7.1", lost.get()); // and learns no names
    }
    return addressees.add(sender, path, address.localPart(), given);
  }

  /**
   * DATA: what is refused here was never accepted, and the sender's own mail system says so.
   *
   * @param mail RFC 5322, as it came
   */
  public Answer data(byte[] mail) {
    try {
      var reading = intake.reader.read(mail);
      return sender == null || reading instanceof Reading.Automatic
          ? swallow(mail, reading)
          : accept(sender, mail, reading);
    } catch (RuntimeException e) {
      // barrier 1 did not hold: nothing was kept, and the client still has the mail
      log.error(
          "a mail could not be kept; its sender is asked to send it again: {}",
          Failures.describe(e));
      return new Answer(451, "4.3.0", "The mail could not be kept just now; send it again later");
    }
  }

  private Answer accept(Person from, byte[] mail, Reading reading) {
    var headers = reading.headers();
    var lost = rights.lost(from);
    if (lost.isPresent()) {
      return refuse(from, mail, "sender", lost.get());
    }
    var writer = rights.writer(from, headers);
    if (writer.isEmpty()) {
      return refuse(
          from,
          mail,
          "sender",
          "The From header has to name the sender, "
              + from.mail()
              + ", or somebody who lets the sender write in their name");
    }
    var by = writer.get();
    var wrong = rights.wrongSender(by, headers);
    if (wrong.isPresent()) {
      return refuse(
          by,
          mail,
          "sender",
          "The Sender header names %s, who may not write in the name of %s"
              .formatted(wrong.get(), by.mail()));
    }
    var proof = proof(mail, headers);
    if (proof.refusal().isPresent()) {
      var answer = proof.refusal().get();
      refusals.record(refusals.decision(by, "dkim", answer.text()), mail);
      return answer;
    }
    var composer = new Composer(intake.rules.composing(), reading, intake.clock.instant());
    var orders = new ArrayList<Order>();
    var refusal = order(by, mail, reading, composer, orders);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    var letter =
        new Letter(
            envelope,
            by,
            rights.sentBy(from, by, headers),
            rights.actor(by),
            headers,
            proof.signer(),
            composer.dropped());
    return write(letter, mail, reading, orders);
  }

  /**
   * What each client is to get.
   *
   * @param orders filled with one for each
   * @return why the mail is refused as a whole
   */
  private Optional<Answer> order(
      Person by, byte[] mail, Reading reading, Composer composer, List<Order> orders) {
    var composed = new HashMap<ApplicationHeaders, Composer.Composed>();
    for (var addressee : addressees.all()) {
      var headers = ApplicationHeaders.parse(reading.headers().application(), addressee.options());
      if (headers.headers().isEmpty()) {
        return Optional.of(refuse(by, mail, "5.6.0", "header", headers.problem()));
      }
      var application = headers.headers().get();
      if (peer instanceof Peer.Application account && !mayBe(account, application.category())) {
        return Optional.of(
            refuse(
                by,
                mail,
                "category",
                "This account sends only: "
                    + String.join(", ", new TreeSet<>(account.categories()))
                    + "; name one in X-SMS-Category"));
      }
      var text = composed.computeIfAbsent(application, composer::compose);
      if (text.text().isEmpty()) {
        return Optional.of(refuse(by, mail, text.status(), text.rule(), text.problem()));
      }
      var reason = Optional.<String>empty();
      if (refusals.judge(by, addressee.contact(), application.category())
          instanceof Verdict.Refuse refuse) {
        refusals.record(by, addressee.contact(), refuse);
        reason = Optional.of(refuse.reason());
      }
      orders.add(new Order(addressee, application, text.text().get(), reason));
    }
    return orders.stream().allMatch(order -> order.refusal().isPresent())
        ? Optional.of(
            new Answer(
                550,
                "5.7.1",
                orders.stream()
                    .map(Order::refusal)
                    .flatMap(Optional::stream)
                    .findFirst()
                    .orElse("")))
        : Optional.empty();
  }

  private Answer write(Letter letter, byte[] mail, Reading reading, List<Order> orders) {
    var accepted = intake.write(new SubmissionDraft(intake, refusals, letter, mail).of(orders));
    if (accepted.refusal().isPresent()) {
      // permanent (RFC 3463 section 3.8): a relay that keeps trying would send it on another day,
      // unasked
      var refusal = accepted.refusal().get();
      return refuse(letter.by(), mail, refusal.status(), refusal.rule(), refusal.sentence());
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

  private Answer refuse(Person by, byte[] mail, String rule, String sentence) {
    return refuse(by, mail, "5.7.1", rule, sentence);
  }

  private Answer refuse(Person by, byte[] mail, String status, String rule, String sentence) {
    refusals.record(refusals.decision(by, rule, sentence), mail);
    return new Answer(554, status, sentence);
  }

  /** Taken, because refusing it could start a loop; recorded, because everything is (RFC 3834). */
  private Answer swallow(byte[] mail, Reading reading) {
    String sign =
        reading instanceof Reading.Automatic automatic ? automatic.sign() : "null reverse path";
    refusals.record(refusals.automatic(envelope.mailFrom(), sign), mail);
    return Answer.ok("2.0.0", "Taken as an automatic mail; no text is sent");
  }

  private AuthorProof proof(byte[] mail, MailHeaders headers) {
    return peer instanceof Peer.Relay relay
        ? AuthorProof.of(mail, headers.from(), relay.dkim(), intake.rules.dkim())
        : AuthorProof.NOT_NEEDED;
  }
}
