package org.recado.trial;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.recado.archive.record.Archive;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordKind;
import org.recado.directory.Directory;
import org.recado.directory.PostgresDirectory;
import org.recado.lab.smsc.SmscSettings;
import org.recado.lab.smsc.SmscSimulator;
import org.recado.mailout.Journal;
import org.recado.mailout.MailStyle;
import org.recado.mailout.Mailout;
import org.recado.mailout.Reports;
import org.recado.mailout.Threads;
import org.recado.message.Category;
import org.recado.message.MailAddress;
import org.recado.message.MessageId;
import org.recado.message.MessageIds;
import org.recado.message.Msisdn;
import org.recado.message.SmsText;
import org.recado.numbering.Claimants;
import org.recado.numbering.HandOvers;
import org.recado.numbering.Heirs;
import org.recado.numbering.LeaseRequest;
import org.recado.numbering.Leases;
import org.recado.numbering.NumberingProperties;
import org.recado.numbering.NumberingProperties.Pool;
import org.recado.numbering.Pools;
import org.recado.outbound.Books;
import org.recado.outbound.ConnectionStates;
import org.recado.outbound.NewSms;
import org.recado.outbound.Outbound;
import org.recado.outbound.OutboundProperties;
import org.recado.outbound.Overseer;
import org.recado.outbound.Route;
import org.recado.outbound.Routes;
import org.recado.outbound.SharedPace;
import org.recado.outbound.SmsQueue;
import org.recado.outbound.SmsStates;
import org.recado.outbound.WaitingTexts;
import org.recado.outbound.Ways;
import org.recado.policy.CategorySettings;
import org.recado.policy.CategorySettings.Lane;
import org.recado.policy.CategorySettings.OnUnknown;
import org.recado.policy.PolicyProperties;
import org.recado.protection.OptOuts;
import org.recado.receipt.IdForms;
import org.recado.receipt.OrphanReceipts;
import org.recado.receipt.Receipts;
import org.recado.receipt.SegmentStates;
import org.recado.reply.Inbox;
import org.recado.reply.Replies;
import org.recado.reply.ReplyLetters;
import org.recado.reply.ReplyParts;
import org.recado.reply.Router;
import org.recado.smpp.DeliverSm;
import org.recado.smpp.JsmppConnections;
import org.recado.smpp.SmppProperties;
import org.recado.smpp.SubmitOptions;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * All of one process behind the listener, on a real database and, where one is given, a real link
 * to an SMSC. Several nodes may share the database.
 */
public final class TrialNode implements AutoCloseable {

  public static final String CONNECTION = "lab";
  public static final Msisdn NUMBER = Msisdn.of("+34910000001");

  private static final PolicyProperties POLICY =
      new PolicyProperties(
          "ES",
          100,
          6,
          Map.of(
              "reminder", new CategorySettings(Lane.BULK, OnUnknown.ASK, false, ""),
              "notice", new CategorySettings(Lane.APPLICATION, OnUnknown.ASK, true, ""),
              "code", new CategorySettings(Lane.APPLICATION, OnUnknown.RESEND, false, "")));

  public final TrialDatabase database;
  public final Archive archive;
  public final MessageIds ids;
  public final Leases leases;
  public final HandOvers handOvers;
  public final Heirs heirs;
  public final Directory directory;
  public final SmsQueue queue;
  public final SmsStates states;
  public final Reports reports;
  public final Journal journal;
  public final Pools pools;
  public final Outbound outbound;
  public final Receipts receipts;
  public final Replies replies;
  public final JsmppConnections smpp;
  public final ConnectionStates connections;
  private final Overseer overseer;
  private final Inbox inbox;
  private final Clock clock;

  /**
   * @param window of the link to the SMSC
   */
  public TrialNode(
      String name,
      TrialDatabase database,
      Archive archive,
      Clock clock,
      SmscSimulator smsc,
      int window) {
    this(name, database, archive, clock, smsc, window, new String[0]);
  }

  /**
   * @param lines further settings of the connection, {@code key=value}
   */
  public TrialNode(
      String name,
      TrialDatabase database,
      Archive archive,
      Clock clock,
      SmscSimulator smsc,
      int window,
      String... lines) {
    this(name, database, archive, clock, smsc.port(), window, lines);
  }

  /** A node without a link: what comes in is handed to it by the test. */
  public TrialNode(
      String name, TrialDatabase database, Archive archive, Clock clock, String... lines) {
    this(name, database, archive, clock, 1, 10, lines);
  }

  private TrialNode(
      String name,
      TrialDatabase database,
      Archive archive,
      Clock clock,
      int port,
      int window,
      String... lines) {
    this.database = database;
    this.archive = archive;
    this.clock = clock;
    var jdbc = database.jdbc();
    var transactions = database.transactions();
    var random = new SecureRandom();
    this.ids = new MessageIds(clock, random);
    this.leases = new Leases(jdbc, ids, clock, Duration.ofHours(1));
    var routes = new Routes(routesIn(lines));
    this.queue = new SmsQueue(jdbc, clock, routes);
    this.directory = new PostgresDirectory(JdbcClient.create(jdbc), List.of("bank"));
    this.handOvers = new HandOvers(jdbc, archive, clock);
    this.heirs =
        new Heirs(
            jdbc,
            directory,
            List.of(new NumberingProperties.Team("sevilla", "sevilla@bank.example")));
    var style = new MailStyle("sms.bank.example", Locale.forLanguageTag("es"), ZoneOffset.UTC);
    var mailout = new Mailout(jdbc, archive, ids, clock);
    this.reports = new Reports(jdbc, archive, mailout, ids, directory, style);
    this.states = new SmsStates(jdbc, reports, heirs);
    this.pools = new Pools(numbering());
    this.journal = new Journal(mailout, ids, clock, style, journalIn(lines));
    var settings = connection(port, window, lines);
    this.smpp =
        new JsmppConnections(
            settings,
            (connection, pdu) -> receive(connection, pdu),
            random,
            new SimpleMeterRegistry());
    var properties =
        new OutboundProperties(
            Duration.ofSeconds(20),
            Duration.ofMillis(50),
            Duration.ofMillis(200),
            Duration.ofHours(24),
            Duration.ofSeconds(1),
            routesIn(lines),
            Duration.ofMillis(20));
    var ways = new Ways(smpp, routes, new SharedPace(jdbc));
    var books = new Books(queue, states, archive, transactions, clock);
    var waiting =
        new WaitingTexts(queue, leases, new Claimants(directory, heirs, pools), archive, clock);
    this.outbound = new Outbound(name, ways, books, waiting, properties, POLICY);
    var forms = new IdForms(jdbc, clock);
    this.receipts =
        new Receipts(
            new SegmentStates(jdbc, clock, forms),
            forms,
            new OrphanReceipts(jdbc),
            states,
            archive,
            transactions,
            ids,
            clock,
            () -> outbound.awaitOutcomes(Duration.ofMillis(200)));
    var router =
        new Router(
            leases,
            heirs,
            handOvers,
            directory,
            new OptOuts(jdbc),
            outbound,
            queue,
            mailout,
            journal,
            new ReplyLetters(directory, style, new Threads(jdbc, clock, 1)),
            archive,
            ids);
    this.replies =
        new Replies(
            new ReplyParts(jdbc, name), router, archive, transactions, ids, clock, outbound::wake);
    this.inbox = new Inbox(receipts, replies);
    this.connections = new ConnectionStates(jdbc, clock);
    this.overseer =
        new Overseer(name, ways, connections, books, properties, connection -> {}, outbound::wake);
  }

  private static NumberingProperties numbering() {
    return new NumberingProperties(
        List.of(new Pool("bank", CONNECTION, "desk@bank.example", List.of(NUMBER.e164()))),
        Duration.ofHours(1));
  }

  private static SmppProperties connection(int port, int window, String... lines) {
    var all =
        new ArrayList<>(
            List.of(
                "port=" + port,
                "system-id=" + SmscSettings.SYSTEM_ID,
                "password=" + SmscSettings.PASSWORD,
                "window=" + window,
                "response-timeout=500ms",
                "receive-queue=1000"));
    for (String line : lines) {
      if (!line.startsWith("route=") && !line.startsWith("journal=")) {
        all.add(line);
      }
    }
    return SmppSettings.of(CONNECTION, all.toArray(String[]::new));
  }

  /** Goes on with other settings of the connection, as a reload would. */
  public void change(SmscSimulator smsc, int window, String... lines) {
    smpp.change(connection(smsc.port(), window, lines).connections().get(0));
  }

  /** Those of the lines {@code route=prefix,category,connection,cost}. */
  private static List<Route> routesIn(String... lines) {
    var routes = new ArrayList<Route>();
    for (String line : lines) {
      if (line.startsWith("route=")) {
        String[] fields = line.substring("route=".length()).split(",", -1);
        List<String> categories = fields[1].isEmpty() ? List.of() : List.of(fields[1]);
        routes.add(new Route(fields[0], categories, fields[2], Double.parseDouble(fields[3])));
      }
    }
    return routes;
  }

  /** Those of the lines {@code journal=address}. */
  private static List<MailAddress> journalIn(String... lines) {
    return Arrays.stream(lines)
        .filter(line -> line.startsWith("journal="))
        .map(line -> MailAddress.of(line.substring("journal=".length())))
        .toList();
  }

  public TrialNode numbers(String... numbers) {
    database
        .transactions()
        .executeWithoutResult(
            status ->
                leases.configure(
                    List.of(new Pool("bank", CONNECTION, "desk@bank.example", List.of(numbers)))));
    return this;
  }

  public TrialNode start() {
    receipts.start();
    replies.start();
    outbound.start();
    smpp.start();
    overseer.start();
    return this;
  }

  /** As if it had come over the link; returns once it is kept. */
  public void deliver(DeliverSm pdu) {
    inbox.deliverSm(CONNECTION, pdu);
  }

  private void receive(String connection, DeliverSm pdu) {
    inbox.deliverSm(connection, pdu);
  }

  public MessageId text(String owner, Msisdn client, String text) {
    return text(owner, client, text, Category.PERSONAL, Lane.PERSON);
  }

  /** Queues a text as intake does, in one transaction. */
  public MessageId text(String owner, Msisdn client, String text, Category category, Lane lane) {
    return text(owner, client, text, category, lane, SubmitOptions.NONE);
  }

  public MessageId text(
      String owner,
      Msisdn client,
      String text,
      Category category,
      Lane lane,
      SubmitOptions options) {
    return texts(owner, List.of(client), text, category, lane, options, "SUCCESS,FAILURE").get(0);
  }

  /** A mail to several clients, of whose texts the sender hears by {@code reportOn}. */
  public List<MessageId> texts(String owner, List<Msisdn> clients, String text, String reportOn) {
    return texts(
        owner, clients, text, Category.PERSONAL, Lane.PERSON, SubmitOptions.NONE, reportOn);
  }

  private List<MessageId> texts(
      String owner,
      List<Msisdn> clients,
      String text,
      Category category,
      Lane lane,
      SubmitOptions options,
      String reportOn) {
    var submission = ids.next();
    var mailbox = MailAddress.of(owner + "@bank.example");
    var texts = new ArrayList<NewSms>();
    database
        .transactions()
        .executeWithoutResult(
            status -> {
              database
                  .jdbc()
                  .update(
                      "INSERT INTO gateway.submission (id, mail_from, headers_only, arrived_at,"
                          + " texts) VALUES (?, ?, false, ?, ?)",
                      submission.value(),
                      mailbox.toString(),
                      Timestamp.from(clock.instant()),
                      clients.size());
              archive.append(
                  List.of(
                      RecordDraft.about(RecordKind.RECEIVED, submission, clock.instant())
                          .fact(Facts.MAIL_ID, "<" + submission + "@bank.example>")
                          .fact(Facts.SUBJECT, "Asunto")
                          .part(
                              "mail",
                              "message/rfc822",
                              "Subject: Asunto\r\n\r\n".getBytes(StandardCharsets.US_ASCII))));
              for (var client : clients) {
                var lease = leases.lease(List.of(request(client, owner, mailbox, submission)));
                texts.add(
                    new NewSms(
                        ids.next(),
                        Optional.of(submission),
                        client,
                        owner,
                        mailbox,
                        category,
                        lane,
                        "bank",
                        lease.get(0),
                        new SmsText(text),
                        reportOn,
                        Optional.empty(),
                        options));
              }
              queue.enqueue(texts);
            });
    outbound.wake();
    return texts.stream().map(NewSms::id).toList();
  }

  private static LeaseRequest request(
      Msisdn client, String owner, MailAddress mailbox, MessageId submission) {
    return new LeaseRequest(
        client,
        owner,
        mailbox,
        "bank",
        Optional.of("<" + submission + "@bank.example>"),
        Optional.of("Asunto"));
  }

  public String state(MessageId sms) {
    return String.valueOf(
        database
            .jdbc()
            .queryForObject(
                "SELECT state FROM gateway.sms WHERE id = ?", String.class, sms.value()));
  }

  /** As many reports as were queued about the text. */
  public long reports(MessageId sms) {
    return database.count(
        "SELECT count(*) FROM gateway.mail WHERE kind = 'REPORT' AND about = ?", sms.value());
  }

  /** In the order the gateway stops in. */
  @Override
  public void close() {
    overseer.close();
    smpp.stop();
    outbound.close();
    replies.close();
    receipts.close();
  }
}
