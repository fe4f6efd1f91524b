package org.recado.reply;

import java.util.List;
import java.util.Optional;
import org.recado.archive.record.Archive;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordKind;
import org.recado.directory.Directory;
import org.recado.directory.Person;
import org.recado.mailout.Journal;
import org.recado.mailout.JournalReport;
import org.recado.mailout.Mailout;
import org.recado.mailout.OutgoingMail;
import org.recado.message.Category;
import org.recado.message.Direction;
import org.recado.message.MailAddress;
import org.recado.message.MessageIds;
import org.recado.message.Msisdn;
import org.recado.message.SmsText;
import org.recado.numbering.HandOvers;
import org.recado.numbering.Heir;
import org.recado.numbering.Heirs;
import org.recado.numbering.Lease;
import org.recado.numbering.Leases;
import org.recado.numbering.LongNumber;
import org.recado.outbound.NewSms;
import org.recado.outbound.Outbound;
import org.recado.outbound.SmsQueue;
import org.recado.outbound.SmsState;
import org.recado.policy.CategorySettings.Lane;
import org.recado.protection.OptOuts;
import org.recado.protection.Wish;
import org.recado.smpp.SubmitOptions;

/**
 * Decides whose a client's message is: of whoever holds the long number towards this client, else
 * of the desk. Never a guess, and the reason is kept. Runs in the caller's transaction, as does all
 * that follows from the message.
 */
public final class Router {

  /** What Recado sends by itself belongs to nobody. */
  private static final String OWNER = "recado";

  private static final Category CONFIRMATION = new Category("confirmation");

  private final Leases leases;
  private final Heirs heirs;
  private final HandOvers handOvers;
  private final Directory directory;
  private final OptOuts optOuts;
  private final Outbound outbound;
  private final SmsQueue queue;
  private final Mailout mailout;
  private final Journal journal;
  private final ReplyLetters letters;
  private final Archive archive;
  private final MessageIds ids;

  public Router(
      Leases leases,
      Heirs heirs,
      HandOvers handOvers,
      Directory directory,
      OptOuts optOuts,
      Outbound outbound,
      SmsQueue queue,
      Mailout mailout,
      Journal journal,
      ReplyLetters letters,
      Archive archive,
      MessageIds ids) {
    this.leases = leases;
    this.heirs = heirs;
    this.handOvers = handOvers;
    this.directory = directory;
    this.optOuts = optOuts;
    this.outbound = outbound;
    this.queue = queue;
    this.mailout = mailout;
    this.journal = journal;
    this.letters = letters;
    this.archive = archive;
    this.ids = ids;
  }

  RoutedReply route(Reply reply) {
    var lease =
        reply.client().flatMap(c -> reply.number().flatMap(number -> leases.find(c, number)));
    var routed = lease.map(held -> byLease(reply, held)).orElseGet(() -> toDesk(reply));
    settleWish(routed);
    routed
        .mailbox()
        .ifPresentOrElse(mailbox -> send(routed, mailbox), () -> copyWithoutMail(reply));
    return routed;
  }

  /** The conversations these messages are of are alive: the clients wrote. */
  void touch(List<RoutedReply> batch) {
    leases.touch(
        batch.stream()
            .flatMap(
                routed ->
                    routed.lease().stream()
                        .map(lease -> new Leases.Use(lease, routed.reply().at())))
            .toList());
  }

  private void send(RoutedReply routed, MailAddress mailbox) {
    var reply = routed.reply();
    var client = letters.returnPath(reply);
    byte[] mail = letters.compose(routed, mailbox);
    mailout.enqueue(
        List.of(
            new OutgoingMail(
                OutgoingMail.Kind.REPLY,
                Optional.of(reply.id()),
                Optional.of(client),
                mailbox,
                mail)));
    journal.copy(reply.id(), client.toString(), List.of(JournalReport.Recipient.to(mailbox)), mail);
  }

  /** Nobody gets it, the journal does: addressed to the number the client wrote to. */
  private void copyWithoutMail(Reply reply) {
    var client = letters.returnPath(reply);
    var number = journal.addressOf(reply.number().map(Msisdn::digits).orElse("unknown"));
    journal.copy(
        reply.id(),
        client.toString(),
        List.of(JournalReport.Recipient.to(number)),
        journal.mailOf(reply.id(), client, number, reply.text().map(SmsText::value).orElse("")));
  }

  private RoutedReply byLease(Reply reply, Lease lease) {
    if (lease.isMailboxes()) {
      return routed(
          reply,
          Optional.of(lease.mailbox()),
          Optional.of(lease),
          directory.findByMail(lease.mailbox()),
          "mailbox that has this conversation since its employee left");
    }
    if (lease.owner().startsWith(Person.APPLICATION)) {
      return routed(
          reply,
          Optional.of(lease.mailbox()),
          Optional.of(lease),
          Optional.empty(),
          "the application that holds this long number towards this client" + late(lease));
    }
    var owner = directory.findById(lease.owner());
    if (owner.isPresent() && owner.get().enabled()) {
      return routed(
          reply,
          Optional.of(owner.get().mail()),
          Optional.of(lease),
          owner,
          "holds this long number towards this client" + late(lease));
    }
    // a leaver; the number is of a pool, or there would be no lease
    var heir = heirs.of(lease.owner());
    var inherited =
        handOvers.inherit(lease, heir, deskOf(reply).orElse(lease.mailbox()), reply.id());
    return routed(
        reply,
        Optional.of(inherited.mailbox()),
        Optional.of(inherited),
        heir instanceof Heir.Successor successor
            ? Optional.of(successor.person())
            : directory.findByMail(inherited.mailbox()),
        heir.why());
  }

  private String late(Lease lease) {
    return leases.hasEnded(lease)
        ? "; a late answer: the conversation had been silent since " + lease.lastUsed()
        : "";
  }

  private RoutedReply toDesk(Reply reply) {
    var desk = deskOf(reply);
    return routed(
        reply,
        desk,
        Optional.empty(),
        desk.flatMap(directory::findByMail),
        desk.isPresent()
            ? "desk of this long number: nobody holds it towards this client"
            : "kept in the archive only: this number is in no pool");
  }

  private Optional<MailAddress> deskOf(Reply reply) {
    return reply.number().flatMap(leases::findNumber).map(LongNumber::desk);
  }

  private static RoutedReply routed(
      Reply reply,
      Optional<MailAddress> mailbox,
      Optional<Lease> lease,
      Optional<Person> person,
      String why) {
    var wish = reply.text().map(Wish::in).orElse(Wish.NONE);
    return new RoutedReply(
        reply, mailbox, lease, person, why, wish == Wish.NONE ? "" : wish.name());
  }

  /**
   * An opt-out is noted, confirmed once (47 CFR 64.1200(a)(12)), and takes back what has not left
   * yet.
   */
  private void settleWish(RoutedReply routed) {
    var reply = routed.reply();
    var wish = reply.text().map(Wish::in).orElse(Wish.NONE);
    if (wish == Wish.NONE || reply.client().isEmpty() || reply.number().isEmpty()) {
      return;
    }
    var client = reply.client().get();
    boolean changed =
        wish == Wish.OPT_OUT
            ? optOuts.optOut(client, reply.at(), reply.id())
            : optOuts.optIn(client);
    if (!changed) {
      return;
    }
    archive.append(
        List.of(
            RecordDraft.about(RecordKind.CONSENT, reply.id(), reply.at())
                .fact(Facts.CLIENT, client.e164())
                .fact(Facts.ACTOR, "client")
                .fact("wish", wish)));
    if (wish == Wish.OPT_OUT) {
      outbound.cancelFor(client, reply.id());
    }
    reply
        .number()
        .flatMap(leases::findNumber)
        .ifPresent(number -> confirm(routed, client, number, wish));
  }

  /** Goes out by the number the client wrote to, in spite of the opt-out it confirms. */
  private void confirm(RoutedReply routed, Msisdn client, LongNumber number, Wish wish) {
    var reply = routed.reply();
    var id = ids.next();
    var text = letters.confirmation(wish);
    var lease =
        routed
            .lease()
            .orElseGet(
                () ->
                    new Lease(
                        client,
                        number.number(),
                        OWNER,
                        number.desk(),
                        number.pool(),
                        number.connection(),
                        id.value(),
                        Optional.empty(),
                        Optional.empty(),
                        reply.at()));
    queue.enqueue(
        List.of(
            new NewSms(
                id,
                Optional.empty(),
                client,
                OWNER,
                lease.mailbox(),
                CONFIRMATION,
                Lane.PERSON,
                number.pool(),
                Optional.of(lease),
                text,
                "NEVER",
                Optional.empty(),
                SubmitOptions.NONE)));
    archive.append(
        List.of(
            RecordDraft.about(RecordKind.ACCEPTED, id, reply.at())
                .category(CONFIRMATION)
                .fact(Facts.DIRECTION, Direction.MT)
                .fact(Facts.CLIENT, client.e164())
                .fact(Facts.NUMBER, number.number().e164())
                .fact(Facts.MAILBOX, lease.mailbox())
                .fact(Facts.CATEGORY, CONFIRMATION)
                .fact(Facts.STATUS, SmsState.QUEUED)
                .fact(Facts.CONVERSATION, lease.conversation())
                .fact(Facts.ACTOR, "protection")
                .fact(Facts.REASON, "confirms the wish of message " + reply.id())
                .part("text", text.value())));
    var from = journal.addressOf(number.number().digits());
    var to = journal.addressOf(client.digits());
    journal.copy(
        id,
        from.toString(),
        List.of(JournalReport.Recipient.to(to)),
        journal.mailOf(id, from, to, text.value()));
  }
}
