package org.recado.intake;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordKind;
import org.recado.directory.Person;
import org.recado.mailout.MailStyle;
import org.recado.mailout.Mailout;
import org.recado.mailout.Threads;
import org.recado.message.Category;
import org.recado.message.MailAddress;
import org.recado.message.MessageId;
import org.recado.message.Msisdn;
import org.recado.message.SmsText;
import org.recado.numbering.LeaseRequest;
import org.recado.outbound.NewSms;
import org.recado.policy.CategorySettings.Lane;
import org.recado.policy.Demand;
import org.recado.policy.Paces;
import org.recado.policy.Quotas;
import org.recado.smpp.DeliverSm;
import org.recado.smpp.Octets;
import org.recado.smpp.SubmitOptions;
import org.recado.trial.SettableClock;
import org.recado.trial.TrialDatabase;
import org.recado.trial.TrialNode;

/**
 * An employee and a client write to each other: the employee's mails as a mail program answers, the
 * client's by deliver_sm, the replies as the gateway queues them.
 */
final class LongConversation {

  static final MailAddress MARTA = MailAddress.of("marta@bank.example");

  private static final Person PERSON =
      new Person(
          "marta",
          "Marta Ruiz",
          MARTA,
          Optional.of("ES"),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Set.of(),
          true);

  private final TrialDatabase database;
  private final SettableClock clock;
  private final TrialNode node;

  /** What the employee sent, and what lies in the inbox. */
  final List<byte[]> sent = new ArrayList<>();

  final List<byte[]> inbox = new ArrayList<>();

  LongConversation(TrialDatabase database, SettableClock clock, TrialNode node) {
    this.database = database;
    this.clock = clock;
    this.node = node;
  }

  /** One mail of the employee, then one text of the client, as often as that. */
  LongConversation turns(int turns, Msisdn client, String subject) throws MessagingException {
    for (int i = 0; i < turns; i++) {
      byte[] mail = mail(client, subject, inbox.isEmpty() ? null : inbox.get(inbox.size() - 1));
      sent.add(mail);
      write(mail, client, subject);
      clock.advance(Duration.ofMinutes(3));
      answer(client);
      clock.advance(Duration.ofMinutes(2));
    }
    return this;
  }

  /** As Thunderbird and Outlook answer: RFC 5322 section 3.6.4. */
  private byte[] mail(Msisdn client, String subject, byte @Nullable [] answered)
      throws MessagingException {
    var lines = new ArrayList<String>();
    String id = "<" + node.ids.next() + "@bank.example>";
    lines.add(
        "Date: "
            + DateTimeFormatter.RFC_1123_DATE_TIME.format(
                clock.instant().atOffset(ZoneOffset.UTC)));
    lines.add("From: Marta Ruiz <" + MARTA + ">");
    lines.add("To: <" + client.digits() + "@sms.bank.example>");
    lines.add("Message-ID: " + id);
    if (answered == null) {
      lines.add("Subject: " + subject);
      lines.add("Thread-Index: " + outlooks(new byte[0], 22));
    } else {
      var before = read(answered);
      lines.add(
          "Thread-Index: "
              + outlooks(Base64.getDecoder().decode(before.getHeader("Thread-Index", null)), 5));
      String of = before.getHeader("Message-ID", null);
      lines.add("Subject: Re: " + subject);
      lines.add("In-Reply-To: " + of);
      lines.add(
          "References: " + before.getHeader("References", " ").replaceAll("\\s+", " ") + " " + of);
    }
    lines.add("");
    lines.add("Turno " + sent.size());
    lines.add("");
    return String.join("\r\n", lines).getBytes(StandardCharsets.US_ASCII);
  }

  /** As [MS-OXOMSG] section 2.2.1.3 has it, but for the times in it. */
  private String outlooks(byte[] before, int more) {
    byte[] longer = Arrays.copyOf(before, before.length + more);
    Arrays.fill(longer, before.length, longer.length, (byte) sent.size());
    longer[0] = 1;
    return Base64.getEncoder().encodeToString(longer);
  }

  void answer(Msisdn client) {
    database.force("UPDATE gateway.sms SET state = 'SUBMITTED' WHERE state = 'QUEUED'");
    var number =
        database
            .jdbc()
            .queryForObject(
                "SELECT number FROM gateway.lease WHERE client = ?", String.class, client.digits());
    var octets = Octets.of(("Respuesta " + inbox.size()).getBytes(StandardCharsets.US_ASCII));
    node.deliver(
        new DeliverSm(
            client.digits(), String.valueOf(number), 0, 0, octets, new TreeMap<>(), octets));
    var replies =
        database
            .jdbc()
            .queryForList(
                "SELECT message FROM gateway.mail WHERE kind = 'REPLY' ORDER BY id", byte[].class);
    inbox.add(replies.get(replies.size() - 1));
  }

  private void write(byte[] mail, Msisdn client, String subject) throws MessagingException {
    var mailId = Optional.of(read(mail).getHeader("Message-ID", null));
    var submission = submission(clock, node, mail, mailId, subject, client);
    var writer = writer(database, clock, node);
    database.transactions().executeWithoutResult(status -> writer.write(List.of(submission)));
  }

  static SubmissionWriter writer(TrialDatabase database, Clock clock, TrialNode node) {
    var jdbc = database.jdbc();
    var limits =
        new Limits(
            new Quotas(jdbc, List.of(), ZoneOffset.UTC, clock),
            new Paces(jdbc, List.of(), clock),
            new Mailout(jdbc, node.archive, node.ids, clock),
            new MailStyle("sms.bank.example", Locale.forLanguageTag("es"), ZoneOffset.UTC),
            node.ids);
    return new SubmissionWriter(
        jdbc,
        node.leases,
        node.pools,
        node.queue,
        node.states,
        node.archive,
        node.journal,
        new Threads(jdbc, clock, 0),
        new AcceptedBefore(jdbc, clock, Duration.ofDays(1)),
        limits);
  }

  /** As the listener makes it of a mail to these clients. */
  static Submission submission(
      Clock clock,
      TrialNode node,
      byte[] mail,
      Optional<String> mailId,
      String subject,
      Msisdn... clients) {
    var id = node.ids.next();
    var to = List.of(clients);
    var texts = to.stream().map(client -> text(node, id, client)).toList();
    var records = new ArrayList<RecordDraft>();
    records.add(
        RecordDraft.about(RecordKind.RECEIVED, id, clock.instant())
            .part("mail", "message/rfc822", mail));
    texts.forEach(
        text -> records.add(RecordDraft.about(RecordKind.ACCEPTED, text.id(), clock.instant())));
    var leases =
        to.stream()
            .map(
                client ->
                    new LeaseRequest(client, "marta", MARTA, "bank", mailId, Optional.of(subject)))
            .toList();
    return new Submission(
        id,
        MARTA.toString(),
        Optional.empty(),
        false,
        clock.instant(),
        texts,
        leases,
        records,
        List.of(),
        List.of(),
        new Demand(PERSON, Map.of("", to.size()), to.size()),
        Map.of(),
        MailIdentity.of("marta", unreferenced(clients), mailId, mail),
        earlier -> RecordDraft.about(RecordKind.DECIDED, id, clock.instant()));
  }

  private static Map<String, Optional<String>> unreferenced(Msisdn... clients) {
    var references = new TreeMap<String, Optional<String>>();
    for (var client : clients) {
      references.put(client.digits(), Optional.empty());
    }
    return references;
  }

  private static NewSms text(TrialNode node, MessageId submission, Msisdn client) {
    return new NewSms(
        node.ids.next(),
        Optional.of(submission),
        client,
        "marta",
        MARTA,
        Category.PERSONAL,
        Lane.PERSON,
        "bank",
        Optional.empty(),
        new SmsText("hola, ¿qué tal?\nMarta"),
        "NEVER",
        Optional.empty(),
        SubmitOptions.NONE);
  }

  static MimeMessage read(byte[] octets) {
    try {
      return new MimeMessage(null, new ByteArrayInputStream(octets));
    } catch (MessagingException e) {
      throw new IllegalStateException(e);
    }
  }
}
