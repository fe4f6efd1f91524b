package org.recado.reply;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.recado.archive.record.Archive;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordKind;
import org.recado.commit.GroupCommit;
import org.recado.commit.Loop;
import org.recado.message.Direction;
import org.recado.message.MessageId;
import org.recado.message.MessageIds;
import org.recado.message.Msisdn;
import org.recado.message.SmsText;
import org.recado.smpp.Concatenation;
import org.recado.smpp.DeliverSm;
import org.recado.smpp.Octets;
import org.recado.smpp.UserData;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes what clients write. Barrier 3: a part is on disk, with its record, before the SMSC is told;
 * a whole message is on disk together with the mail that carries it.
 */
public final class Replies implements AutoCloseable {

  /**
   * How long parts wait for their siblings before what is there is passed on, marked as partial.
   */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final ReplyParts parts;
  private final Router router;
  private final Archive archive;
  private final TransactionTemplate transaction;
  private final MessageIds ids;
  private final Clock clock;
  private final Runnable routed;
  private final GroupCommit<Arrived, Optional<RoutedReply>> commit;
  private final Loop patience;

  private record Arrived(String connection, DeliverSm pdu, UserData data) {

    Optional<Concatenation> part() {
      return data.concatenation().filter(c -> c.total() > 1);
    }
  }

  /**
   * @param routed told after each commit that made a message whole: there is mail to send
   */
  public Replies(
      ReplyParts parts,
      Router router,
      Archive archive,
      TransactionTemplate transaction,
      MessageIds ids,
      Clock clock,
      Runnable routed) {
    this.parts = parts;
    this.router = router;
    this.archive = archive;
    this.transaction = transaction;
    this.ids = ids;
    this.clock = clock;
    this.routed = routed;
    this.commit = new GroupCommit<>("replies", transaction, 100, this::write);
    this.patience = new Loop("reply-parts", Duration.ofSeconds(5), this::passOnPartial);
  }

  public void start() {
    patience.start();
  }

  /** Returns once it is committed. */
  void take(String connection, DeliverSm pdu) {
    commit
        .write(new Arrived(connection, pdu, UserData.parse(pdu)))
        .ifPresent(reply -> routed.run());
  }

  /**
   * Returns once the octets are in the archive: whoever looks there can still tell what they were.
   */
  void keepUnreadable(String connection, Octets pdu, String reason) {
    transaction.executeWithoutResult(
        status ->
            archive.append(
                List.of(
                    RecordDraft.general(RecordKind.REPLY, clock.instant())
                        .fact(Facts.DIRECTION, Direction.MO)
                        .fact(Facts.ACTOR, "reply")
                        .fact("connection", connection)
                        .fact("outcome", "cannot be read")
                        .fact(Facts.REASON, reason)
                        .part("pdu", "application/octet-stream", pdu.toArray()))));
  }

  private List<Optional<RoutedReply>> write(List<Arrived> batch) {
    parts.alone(
        batch.stream()
            .flatMap(one -> one.part().map(part -> ReplyParts.place(one.pdu(), part)).stream())
            .toList());
    var routed = batch.stream().map(this::write).toList();
    router.touch(routed.stream().flatMap(Optional::stream).toList());
    return routed;
  }

  private Optional<RoutedReply> write(Arrived arrived) {
    var now = clock.instant();
    var pdu = arrived.pdu();
    var concatenation = arrived.part();
    if (concatenation.isEmpty()) {
      var id = ids.next();
      return Optional.of(
          whole(
              id, arrived, arrived.data().text(), false, parts.seenElsewhere(pdu, now), now, now));
    }
    var stored = parts.add(pdu, concatenation.get(), ids.next(), now);
    if (!stored.isNew() || !stored.isComplete()) {
      archive.append(
          List.of(
              recordOf(stored.message(), arrived, now)
                  .fact("part", concatenation.get().part() + " of " + concatenation.get().total())
                  .fact("outcome", stored.isNew() ? "waits for the other parts" : "came before")));
      return Optional.empty();
    }
    var text = UserData.text(stored.parts());
    // a second mail with the id of the first would be thrown away as a copy of it
    var id = stored.passedOn() ? ids.next() : stored.message();
    return Optional.of(whole(id, arrived, text, false, false, stored.message().instant(), now));
  }

  private RoutedReply whole(
      MessageId id,
      Arrived arrived,
      Optional<String> text,
      boolean partial,
      boolean repeated,
      Instant begun,
      Instant now) {
    var reply =
        new Reply(
            id,
            msisdn(arrived.pdu().source()),
            arrived.pdu().source(),
            msisdn(arrived.pdu().destination()),
            arrived.connection(),
            text.map(Replies::clean).filter(clean -> !clean.isBlank()).map(SmsText::new),
            partial,
            repeated,
            Optional.of(begun).filter(first -> first.isBefore(now.minus(PATIENCE))),
            now);
    var routed = router.route(reply);
    archive.append(
        List.of(
            routed
                .describe(recordOf(id, arrived, now))
                .part("text", reply.text().map(SmsText::value).orElse(""))));
    return routed;
  }

  private static RecordDraft recordOf(MessageId id, Arrived arrived, Instant now) {
    return RecordDraft.about(RecordKind.REPLY, id, now)
        .fact(Facts.DIRECTION, Direction.MO)
        .fact(Facts.CLIENT, "+" + arrived.pdu().source())
        .fact(Facts.NUMBER, "+" + arrived.pdu().destination())
        .fact(Facts.ACTOR, "reply")
        .fact("connection", arrived.connection())
        .part("pdu", "application/octet-stream", arrived.pdu().pdu().toArray());
  }

  /** What waited too long for its other parts; never asks to be called again at once. */
  boolean passOnPartial() {
    var whole = new ArrayList<RoutedReply>();
    transaction.executeWithoutResult(
        status -> {
          var now = clock.instant();
          for (var waiting : parts.overdue(now.minus(PATIENCE))) {
            var text = UserData.text(waiting.parts());
            var id = waiting.passedOn() ? ids.next() : waiting.message();
            var begun = waiting.message().instant();
            var first = new Arrived("", waiting.first(), waiting.parts().get(0));
            whole.add(whole(id, first, text, true, false, begun, now));
          }
          router.touch(whole);
          parts.forget(now.minus(Duration.ofDays(1)));
        });
    if (!whole.isEmpty()) {
      routed.run();
    }
    return false;
  }

  /** A client may be an alphanumeric sender or a short code, which is nobody's E.164 number. */
  private static Optional<Msisdn> msisdn(String address) {
    try {
      return Optional.of(Msisdn.of(address));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** What a mail may hold: line feeds only, no other control character. */
  private static String clean(String text) {
    return text.replace("\r\n", "\n").replace('\r', '\n').replaceAll("[\\p{Cntrl}&&[^\\n]]", "");
  }

  @Override
  public void close() {
    patience.close();
    commit.close();
  }
}
