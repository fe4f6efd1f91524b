package org.recado.archive.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.recado.archive.TestArchive;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordKind;
import org.recado.message.MessageId;

/** A loss at any hop is found, and names the message that was lost. */
class ReconciliationTest {

  private static final Instant DAY = Instant.parse("2026-03-02T00:00:00Z");
  private static final Instant NEXT = Instant.parse("2026-03-03T00:00:00Z");

  private final TestArchive archive = new TestArchive();
  private final List<String> accepts = new ArrayList<>();
  private final List<String> queued = new ArrayList<>();

  @Test
  void whatIsCompleteHasNoGaps() throws Exception {
    sent(Optional.empty());
    var result = run();
    assertThat(result.gaps()).isEmpty();
    assertThat(String.valueOf(result.counts().get("2026-03-02T08:00:00Z a")))
        .isEqualTo("{accepted=1, answered=1, attempted=1, receipted=1}");
  }

  @Test
  void aLossAtEachHopNamesTheMessage() throws Exception {
    for (var lost :
        List.of(
            RecordKind.RECEIVED,
            RecordKind.ACCEPTED,
            RecordKind.SUBMITTED,
            RecordKind.ANSWERED,
            RecordKind.RECEIPT)) {
      accepts.clear();
      queued.clear();
      sent(Optional.empty());
      var message = sent(Optional.of(lost));
      var result = run();
      assertThat(result.gaps()).as(lost.name()).hasSize(1);
      assertThat(result.gaps().get(0).message()).isEqualTo(message.toString());
      archive.execute("truncate archive.record, archive.content, archive.ledger_pending");
    }
  }

  @Test
  void whatMayStillBeOnItsWayIsNoGap() throws Exception {
    var message = sent(Optional.of(RecordKind.SUBMITTED));
    queued.clear();
    queued.add(row(message, true));
    assertThat(run().gaps()).isEmpty();
  }

  @Test
  void theOperatorsFileIsAFurtherLeg(@TempDir Path folder) throws Exception {
    var message = sent(Optional.empty());
    Path file = folder.resolve("cdr.csv");
    Files.writeString(file, "time;msgid;to\n2026-03-02 08:00;000ABC1;+34\n");
    assertThat(run(Cdr.read(file, "a", "msgid")).gaps()).isEmpty();
    Files.writeString(file, "time,\"msgid\",to\n\"8,00\",FFF2,+34\n");
    var gaps = run(Cdr.read(file, "a", "msgid")).gaps();
    assertThat(gaps).extracting(Gap::message).containsExactly(message.toString(), "fff2");
  }

  @Test
  void theCommandSignsItAndPutsItOnTheRecord() {
    sent(Optional.of(RecordKind.ANSWERED));
    archive.catchUp();
    var run = archive.run("reconcile", "--day", "2026-03-02");
    // by the clock of the test the answer may still come
    assertThat(run.status()).isZero();
    assertThat(run.out()).contains("reconciliation\n", "no gaps\n", "\n— " + TestArchive.ORIGIN);
    assertThat(
            archive.jdbc.queryForObject(
                "select count(*) from archive.record where kind = 'reconciled'", Long.class))
        .isOne();
    archive.catchUp();
    assertThat(archive.run("verify").status()).isZero();
  }

  private Result run(Cdr... cdrs) throws Exception {
    var sources =
        List.of(
            source("SMTP accepts", accepts, RecordKind.RECEIVED),
            source("texts queued", queued, RecordKind.ACCEPTED));
    // some days later
    var clock = Clock.fixed(Instant.parse("2026-03-20T00:00:00Z"), ZoneOffset.UTC);
    try {
      return new Reconciliation(archive.dataSource, archive.files.archiveKey(), sources, clock)
          .run(DAY, NEXT, Reconciliation.Patience.USUAL, List.of(cdrs));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Source source(String name, List<String> rows, RecordKind kind) {
    String values =
        rows.isEmpty() ? "(null::uuid, null::timestamptz, false)" : String.join(",", rows);
    return new Source(
        name,
        "select id, at, open from (values "
            + values
            + ") as v (id, at, open) where at >= ? and at < ?",
        kind);
  }

  private static String row(MessageId id, boolean open) {
    return "('%s'::uuid, '2026-03-02T08:00:00Z'::timestamptz, %s)".formatted(id, open);
  }

  /** A mail and its text with all that happened to it, without one. */
  private MessageId sent(Optional<RecordKind> lost) {
    boolean mailIsLost = lost.equals(Optional.of(RecordKind.RECEIVED));
    var mail = archive.id();
    var text = archive.id();
    var now = archive.clock.instant();
    accepts.add(row(mail, false));
    queued.add(row(text, false));
    if (!mailIsLost) {
      archive.append(RecordDraft.about(RecordKind.RECEIVED, mail, now));
    }
    for (var kind :
        List.of(
            RecordKind.ACCEPTED, RecordKind.SUBMITTED, RecordKind.ANSWERED, RecordKind.RECEIPT)) {
      if (!lost.equals(Optional.of(kind))) {
        archive.append(
            RecordDraft.about(kind, text, now)
                .fact(Facts.STATUS, "X")
                .fact("connection", "a")
                .fact("smsc-ids", "1=ABC1"));
      }
    }
    return mailIsLost ? mail : text;
  }
}
