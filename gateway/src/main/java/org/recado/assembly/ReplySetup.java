package org.recado.assembly;

import java.time.Clock;
import java.time.Duration;
import org.recado.archive.record.Archive;
import org.recado.commit.NodeName;
import org.recado.directory.Directory;
import org.recado.mailout.Journal;
import org.recado.mailout.MailSender;
import org.recado.mailout.MailStyle;
import org.recado.mailout.Mailout;
import org.recado.mailout.Threads;
import org.recado.message.MessageIds;
import org.recado.numbering.HandOvers;
import org.recado.numbering.Heirs;
import org.recado.numbering.Leases;
import org.recado.outbound.Outbound;
import org.recado.outbound.SmsQueue;
import org.recado.outbound.SmsStates;
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
import org.recado.smpp.SmscListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What comes from an SMSC: receipts and answers. Nothing here starts by itself: see {@link
 * GatewayLifecycle}.
 */
@Configuration(proxyBeanMethods = false)
class ReplySetup {

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
