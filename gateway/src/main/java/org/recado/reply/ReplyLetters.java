package org.recado.reply;

import org.recado.directory.Directory;
import org.recado.mailout.MailStyle;
import org.recado.mailout.MailThread;
import org.recado.mailout.ReplyMail;
import org.recado.mailout.Threads;
import org.recado.message.MailAddress;
import org.recado.message.SmsText;
import org.recado.numbering.Lease;
import org.recado.protection.Wish;

/** Puts a client's message into the mail that carries it, in the thread of the conversation. */
public final class ReplyLetters {

  private final Directory directory;
  private final MailStyle style;
  private final Threads threads;

  public ReplyLetters(Directory directory, MailStyle style, Threads threads) {
    this.threads = threads;
    this.directory = directory;
    this.style = style;
  }

  /** Bounces of the mail come back as mail about this client, and are recorded. */
  MailAddress returnPath(Reply reply) {
    return new MailAddress(ReplyMail.localPart(reply.address()), style.domain());
  }

  byte[] compose(RoutedReply routed, MailAddress mailbox) {
    var reply = routed.reply();
    var thread =
        MailThread.of(
            routed.lease().flatMap(Lease::mailId),
            routed
                .lease()
                .map(lease -> threads.of(lease.conversation(), mailbox))
                .orElse(Threads.Known.NOTHING),
            routed.lease().flatMap(Lease::subject));
    return new ReplyMail(
            reply.id(),
            reply.client().flatMap(directory::findNameOf).orElse(""),
            reply.address(),
            mailbox,
            reply.text().map(SmsText::value).orElse(""),
            thread,
            reply.partial(),
            reply.repeated(),
            reply.writtenAt(),
            reply.at())
        .compose(style);
  }

  /** What the client is told once about the wish (47 CFR 64.1200(a)(12)). */
  SmsText confirmation(Wish wish) {
    return new SmsText(
        style.text(wish == Wish.OPT_OUT ? "wish.opt-out.confirmed" : "wish.opt-in.confirmed"));
  }
}
