package org.recado.assembly;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.function.ToDoubleFunction;
import org.recado.archive.ArchiveSetup;
import org.recado.archive.record.Archive;
import org.recado.assembly.CoreSetup.NodeName;
import org.recado.console.ConsoleProperties;
import org.recado.directory.BrakedSignIn;
import org.recado.directory.Directory;
import org.recado.dkim.DkimVerifier;
import org.recado.dkim.DnsTxtRecords;
import org.recado.intake.AcceptedBefore;
import org.recado.intake.Answered;
import org.recado.intake.Decisions;
import org.recado.intake.Intake;
import org.recado.intake.IntakeProperties;
import org.recado.intake.IntakeRules;
import org.recado.intake.Limits;
import org.recado.intake.SubmissionWriter;
import org.recado.mail.Habits;
import org.recado.mail.LearnedHabits;
import org.recado.mail.MailProperties;
import org.recado.mail.MailReader;
import org.recado.mailout.Journal;
import org.recado.mailout.MailSender;
import org.recado.mailout.MailStyle;
import org.recado.mailout.Mailout;
import org.recado.mailout.MailoutProperties;
import org.recado.mailout.Reports;
import org.recado.mailout.Threads;
import org.recado.message.MessageIds;
import org.recado.numbering.Capacity;
import org.recado.numbering.Claimants;
import org.recado.numbering.HandOvers;
import org.recado.numbering.Heirs;
import org.recado.numbering.LeaseTerms;
import org.recado.numbering.Leases;
import org.recado.numbering.NumberingProperties;
import org.recado.numbering.Pools;
import org.recado.outbound.Books;
import org.recado.outbound.ConnectionStates;
import org.recado.outbound.LateReports;
import org.recado.outbound.Outbound;
import org.recado.outbound.OutboundProperties;
import org.recado.outbound.Overseer;
import org.recado.outbound.Routes;
import org.recado.outbound.SharedPace;
import org.recado.outbound.SmsQueue;
import org.recado.outbound.SmsStates;
import org.recado.outbound.WaitingTexts;
import org.recado.outbound.Ways;
import org.recado.policy.Paces;
import org.recado.policy.Policy;
import org.recado.policy.PolicyProperties;
import org.recado.policy.Quotas;
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
import org.recado.smpp.Octets;
import org.recado.smpp.SmppProperties;
import org.recado.smpp.SmscListener;
import org.recado.smtp.ApplicationSignIn;
import org.recado.smtp.SmtpListener;
import org.recado.smtp.SmtpProperties;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The way of a message, in the order in which it goes. Nothing here starts by itself: see {@link
 * GatewayLifecycle}.
 */
@Configuration(proxyBeanMethods = false)
class GatewaySetup {

  @Bean
  Leases leases(
      JdbcTemplate jdbc,
      MessageIds ids,
      Clock clock,
      NumberingProperties properties,
      ArchiveSetup archive) {
    return new Leases(
        jdbc,
        ids,
        clock,
        new LeaseTerms(
            properties.leaseLife(),
            properties.quarantine(),
            conversation -> archive.holds().isHeld(conversation)));
  }

  @Bean
  Heirs heirs(JdbcTemplate jdbc, Directory directory, NumberingProperties properties) {
    return new Heirs(jdbc, directory, properties.teams());
  }

  @Bean
  Capacity capacity(
      JdbcTemplate jdbc, Clock clock, NumberingProperties properties, MeterRegistry meters) {
    var capacity = new Capacity(jdbc, clock, properties.leaseLife(), properties.quarantine());
    properties.pools().forEach(pool -> gauges(capacity, pool.name(), meters));
    return capacity;
  }

  private static void gauges(Capacity capacity, String pool, MeterRegistry meters) {
    gauge("recado.numbering.numbers", capacity, pool, Capacity.Pool::numbers, meters);
    gauge("recado.numbering.live", capacity, pool, Capacity.Pool::live, meters);
    gauge("recado.numbering.quarantined", capacity, pool, Capacity.Pool::quarantined, meters);
    gauge(
        "recado.numbering.clients.at.limit", capacity, pool, Capacity.Pool::clientsAtLimit, meters);
  }

  private static void gauge(
      String name,
      Capacity capacity,
      String pool,
      ToDoubleFunction<Capacity.Pool> value,
      MeterRegistry meters) {
    Gauge.builder(
            name,
            capacity,
            all -> all.find(pool).map(found -> value.applyAsDouble(found)).orElse(0.0))
        .tag("pool", pool)
        .register(meters);
  }

  @Bean
  Pools pools(NumberingProperties properties) {
    return new Pools(properties);
  }

  @Bean
  HandOvers handOvers(JdbcTemplate jdbc, Archive archive, Clock clock) {
    return new HandOvers(jdbc, archive, clock);
  }

  @Bean
  OptOuts optOuts(JdbcTemplate jdbc) {
    return new OptOuts(jdbc);
  }

  @Bean
  Policy policy(PolicyProperties properties, OptOuts optOuts) {
    return new Policy(properties, optOuts);
  }

  @Bean(destroyMethod = "close")
  Decisions decisions(Archive archive, TransactionTemplate transactions) {
    return new Decisions(archive, transactions);
  }

  @Bean
  Mailout mailout(JdbcTemplate jdbc, Archive archive, MessageIds ids, Clock clock) {
    return new Mailout(jdbc, archive, ids, clock);
  }

  @Bean
  MailStyle mailStyle(SmtpProperties smtp, MailoutProperties properties) {
    return new MailStyle(smtp.domain(), properties.locale(), ZoneId.systemDefault());
  }

  @Bean(destroyMethod = "")
  MailSender mailSender(
      Mailout mailout,
      MailoutProperties properties,
      TransactionTemplate transactions,
      Clock clock,
      SmtpProperties smtp,
      MeterRegistry meters) {
    return new MailSender(mailout, properties, transactions, clock, smtp.domain(), meters);
  }

  @Bean
  Journal journal(
      Mailout mailout, MessageIds ids, Clock clock, MailStyle style, MailoutProperties properties) {
    return new Journal(mailout, ids, clock, style, properties.journal().addresses());
  }

  @Bean
  Reports reports(
      JdbcTemplate jdbc,
      Archive archive,
      Mailout mailout,
      MessageIds ids,
      Directory directory,
      MailStyle style) {
    return new Reports(jdbc, archive, mailout, ids, directory, style);
  }

  @Bean
  Routes routes(OutboundProperties properties) {
    return new Routes(properties.routes());
  }

  @Bean
  ConnectionStates connectionStates(JdbcTemplate jdbc, Clock clock) {
    return new ConnectionStates(jdbc, clock);
  }

  @Bean
  Ways ways(JsmppConnections smpp, Routes routes, JdbcTemplate jdbc) {
    return new Ways(smpp, routes, new SharedPace(jdbc));
  }

  @Bean
  Books books(
      SmsQueue queue,
      SmsStates states,
      Archive archive,
      TransactionTemplate transactions,
      Clock clock) {
    return new Books(queue, states, archive, transactions, clock);
  }

  @Bean(destroyMethod = "")
  Overseer overseer(
      NodeName node,
      Ways ways,
      ConnectionStates states,
      Books books,
      OutboundProperties properties,
      ConnectionReload reload,
      Outbound outbound) {
    return new Overseer(
        node.value(), ways, states, books, properties, reload::reload, outbound::wake);
  }

  @Bean
  BacklogGauges backlogGauges(
      SmsQueue queue, JdbcTemplate jdbc, Clock clock, MeterRegistry meters) {
    return new BacklogGauges(queue, new OrphanReceipts(jdbc), clock, meters);
  }

  @Bean
  ConnectionReload connectionReload(JsmppConnections smpp, Outbound outbound, Routes routes) {
    return new ConnectionReload(smpp, outbound, routes);
  }

  @Bean
  SmsQueue smsQueue(JdbcTemplate jdbc, Clock clock, Routes routes) {
    return new SmsQueue(jdbc, clock, routes);
  }

  @Bean
  SmsStates smsStates(JdbcTemplate jdbc, Reports reports, Heirs heirs) {
    return new SmsStates(jdbc, reports, heirs);
  }

  @Bean(destroyMethod = "")
  JsmppConnections smppConnections(
      SmppProperties properties,
      ObjectProvider<SmscListener> listener,
      SecureRandom random,
      MeterRegistry meters) {
    // the listener needs the queue, which needs the connections: it is looked up when the first PDU
    // comes
    return new JsmppConnections(
        properties,
        new SmscListener() {
          @Override
          public void deliverSm(String connection, DeliverSm pdu) {
            listener.getObject().deliverSm(connection, pdu);
          }

          @Override
          public void unreadable(String connection, Octets pdu, String reason) {
            listener.getObject().unreadable(connection, pdu, reason);
          }
        },
        random,
        meters);
  }

  @Bean
  WaitingTexts waitingTexts(
      SmsQueue queue,
      Leases leases,
      Directory directory,
      Heirs heirs,
      Pools pools,
      Archive archive,
      Clock clock) {
    return new WaitingTexts(queue, leases, new Claimants(directory, heirs, pools), archive, clock);
  }

  @Bean(destroyMethod = "")
  Outbound outbound(
      NodeName node,
      Ways ways,
      Books books,
      WaitingTexts waiting,
      OutboundProperties properties,
      PolicyProperties policy) {
    return new Outbound(node.value(), ways, books, waiting, properties, policy);
  }

  @Bean(destroyMethod = "")
  Intake intake(
      IntakeRules rules,
      MailReader reader,
      Habits habits,
      SubmissionWriter writer,
      Decisions decisions,
      TransactionTemplate transactions,
      MessageIds ids,
      Clock clock,
      Outbound outbound) {
    return new Intake(
        rules, reader, habits, writer, decisions, transactions, ids, clock, outbound::wake);
  }

  @Bean
  MailReader mailReader(MailProperties properties, Habits habits) {
    return new MailReader(properties, habits);
  }

  @Bean(destroyMethod = "")
  Habits habits(MailProperties properties, JdbcTemplate jdbc, Clock clock) {
    return properties.learn() ? new LearnedHabits(jdbc, clock) : Habits.NONE;
  }

  @Bean
  DkimVerifier dkimVerifier(SmtpProperties smtp, Clock clock) {
    return new DkimVerifier(new DnsTxtRecords(smtp.dnsServers(), smtp.dnsTimeout()), clock);
  }

  @Bean
  IntakeRules intakeRules(
      SmtpProperties smtp,
      Directory directory,
      Policy policy,
      PolicyProperties settings,
      NumberingProperties numbering,
      MailProperties mail,
      DkimVerifier dkim,
      Archive archive) {
    return new IntakeRules(
        smtp.domain(),
        directory,
        policy,
        settings,
        numbering,
        mail,
        dkim,
        new Answered(archive, smtp.domain()));
  }

  @Bean
  SubmissionWriter submissionWriter(
      JdbcTemplate jdbc,
      Leases leases,
      Pools pools,
      SmsQueue queue,
      SmsStates states,
      Archive archive,
      Journal journal,
      Threads threads,
      IntakeProperties properties,
      Limits limits,
      Clock clock) {
    return new SubmissionWriter(
        jdbc,
        leases,
        pools,
        queue,
        states,
        archive,
        journal,
        threads,
        new AcceptedBefore(jdbc, clock, properties.duplicateWindow()),
        limits);
  }

  @Bean
  Limits limits(
      JdbcTemplate jdbc,
      PolicyProperties policy,
      ConsoleProperties console,
      Mailout mailout,
      MailStyle style,
      MessageIds ids,
      Clock clock) {
    var zone =
        console.timeZone().isEmpty() ? ZoneId.systemDefault() : ZoneId.of(console.timeZone());
    return new Limits(
        new Quotas(jdbc, policy.quotas(), zone, clock),
        new Paces(jdbc, policy.paces(), clock),
        mailout,
        style,
        ids);
  }

  @Bean(destroyMethod = "")
  LateReports lateReports(
      JdbcTemplate jdbc,
      Reports reports,
      Heirs heirs,
      TransactionTemplate transactions,
      Clock clock,
      MailoutProperties properties) {
    return new LateReports(
        jdbc,
        reports,
        heirs,
        transactions,
        clock,
        properties.reportWait(),
        properties.delayAfter());
  }

  @Bean
  ApplicationSignIn applicationSignIn(
      SmtpProperties properties, BrakedSignIn signIn, SecureRandom random, Clock clock) {
    return new ApplicationSignIn(properties, signIn, random, clock);
  }

  @Bean(destroyMethod = "")
  SmtpListener smtpListener(
      SmtpProperties properties,
      Intake intake,
      BrakedSignIn signIn,
      Decisions decisions,
      Clock clock,
      ApplicationSignIn applications) {
    return new SmtpListener(properties, intake, signIn, decisions, clock, applications);
  }

  @Bean
  IdForms idForms(JdbcTemplate jdbc, Clock clock) {
    return new IdForms(jdbc, clock);
  }

  @Bean(destroyMethod = "")
  Receipts receipts(
      JdbcTemplate jdbc,
      IdForms forms,
      SmsStates states,
      Archive archive,
      TransactionTemplate transactions,
      MessageIds ids,
      Clock clock,
      Outbound outbound) {
    return new Receipts(
        new SegmentStates(jdbc, clock, forms),
        forms,
        new OrphanReceipts(jdbc),
        states,
        archive,
        transactions,
        ids,
        clock,
        () -> outbound.awaitOutcomes(Duration.ofMillis(200)));
  }

  @Bean
  Threads threads(JdbcTemplate jdbc, Clock clock) {
    return new Threads(jdbc, clock);
  }

  @Bean
  ReplyLetters replyLetters(Directory directory, MailStyle style, Threads threads) {
    return new ReplyLetters(directory, style, threads);
  }

  @Bean(destroyMethod = "")
  Replies replies(
      NodeName node,
      JdbcTemplate jdbc,
      Leases leases,
      Heirs heirs,
      HandOvers handOvers,
      Directory directory,
      OptOuts optOuts,
      Outbound outbound,
      SmsQueue queue,
      Mailout mailout,
      Journal journal,
      MailSender mailSender,
      ReplyLetters letters,
      Archive archive,
      TransactionTemplate transactions,
      MessageIds ids,
      Clock clock) {
    var router =
        new Router(
            leases, heirs, handOvers, directory, optOuts, outbound, queue, mailout, journal,
            letters, archive, ids);
    return new Replies(
        new ReplyParts(jdbc, node.value()),
        router,
        archive,
        transactions,
        ids,
        clock,
        () -> {
          mailSender.wake();
          outbound.wake();
        });
  }

  @Bean
  SmscListener smscListener(Receipts receipts, Replies replies) {
    return new Inbox(receipts, replies);
  }
}
