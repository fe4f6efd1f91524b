package org.recado.assembly;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneId;
import org.recado.archive.record.Archive;
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
import org.recado.mailout.MailStyle;
import org.recado.mailout.Mailout;
import org.recado.mailout.Threads;
import org.recado.message.MessageIds;
import org.recado.numbering.Leases;
import org.recado.numbering.NumberingProperties;
import org.recado.numbering.Pools;
import org.recado.outbound.Outbound;
import org.recado.outbound.SmsQueue;
import org.recado.outbound.SmsStates;
import org.recado.policy.Paces;
import org.recado.policy.Policy;
import org.recado.policy.PolicyProperties;
import org.recado.policy.Quotas;
import org.recado.protection.OptOuts;
import org.recado.smtp.ApplicationSignIn;
import org.recado.smtp.SmtpListener;
import org.recado.smtp.SmtpProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * From the SMTP session to the queue. Nothing here starts by itself: see {@link GatewayLifecycle}.
 */
@Configuration(proxyBeanMethods = false)
class IntakeSetup {

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
}
