package org.recado.assembly;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.ZoneId;
import org.recado.archive.record.Archive;
import org.recado.directory.Directory;
import org.recado.mailout.Journal;
import org.recado.mailout.MailSender;
import org.recado.mailout.MailStyle;
import org.recado.mailout.Mailout;
import org.recado.mailout.MailoutProperties;
import org.recado.mailout.Reports;
import org.recado.mailout.Threads;
import org.recado.message.MessageIds;
import org.recado.numbering.Heirs;
import org.recado.outbound.LateReports;
import org.recado.smtp.SmtpProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Mail to the firm: replies, reports, journal copies. Nothing here starts by itself: see {@link
 * GatewayLifecycle}.
 */
@Configuration(proxyBeanMethods = false)
class MailoutSetup {

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
  Threads threads(JdbcTemplate jdbc, Clock clock, MailoutProperties properties) {
    return new Threads(jdbc, clock, properties.quotedTexts());
  }
}
