package org.recado.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.recado.archive.ArchiveCommands;
import org.recado.archive.ArchiveFiles;
import org.recado.archive.ArchiveSetup;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordKind;
import org.recado.archive.retention.RetentionClass;
import org.recado.archive.retention.Schedules;
import org.recado.message.MessageId;
import org.recado.message.MessageIds;
import org.recado.message.Msisdn;
import org.recado.smpp.DeliverSm;
import org.recado.smpp.Octets;
import org.recado.trial.SettableClock;
import org.recado.trial.TrialDatabase;
import org.recado.trial.TrialNode;

/**
 * What is destroyed or blocked is nowhere any more: looked for in every table there is, also in
 * those that are made one day.
 */
@Timeout(240)
class ForgottenTest {

  /** What is known of a client and not of a message: it ends by rules of its own. */
  private static final Set<String> OF_CLIENTS =
      Set.of("gateway.lease", "gateway.concat_reference", "gateway.opt_out");

  /** Words that are in nothing else, and clients who have had one message and written one. */
  private static final Talk DESTROYED = new Talk("zarzamora", "+34600778801");

  private static final Talk BLOCKED = new Talk("melocoton", "+34600778802");
  private static final Talk KEPT = new Talk("albaricoque", "+34600778803");

  private record Talk(String word, String number) {
    Msisdn client() {
      return Msisdn.of(number);
    }
  }

  private final TrialDatabase database = TrialDatabase.create();
  private final SettableClock clock = new SettableClock(Instant.parse("2014-05-06T10:00:00Z"));

  @TempDir Path folder;

  @AfterEach
  void close() {
    database.close();
  }

  @BeforeEach
  void threeTalksOfLongAgo() throws IOException {
    var random = new SecureRandom();
    var jdbc = database.jdbc();
    var archive =
        ArchiveSetup.open(
            jdbc,
            database.transactions(),
            files(),
            schedules(),
            new MessageIds(clock, random),
            clock,
            random);
    database.person("eva", "eva@bank.example", true, "");
    try (var node = new TrialNode("one", database, archive.archive(), clock)) {
      node.numbers(TrialNode.NUMBER.e164());
      for (var talk : List.of(DESTROYED, BLOCKED, KEPT)) {
        var text = node.text("eva", talk.client(), "Le llamo por lo de la " + talk.word());
        database
            .transactions()
            .executeWithoutResult(
                status -> archive.archive().append(List.of(accepted(text, talk))));
        known(text, talk);
        node.deliver(part(talk, 1, "Es por la " + talk.word()));
        node.deliver(part(talk, 2, " de ayer"));
        clock.advance(Duration.ofMinutes(1));
      }
    }
    database.force("UPDATE gateway.mail SET state = 'SET_ASIDE'");
    while (archive.ledger().sequence() > 0) {
      // until nothing waits
    }
    clock.advance(Duration.ofDays(8 * 365)); // what is kept for five years may go
    archive.indexer().rebuild(); // and another generation of the index is being built
    while (archive.indexer().index() > 0) {
      // until all is read
    }
  }

  /** As intake puts it on the record. */
  private RecordDraft accepted(MessageId text, Talk talk) {
    var submission =
        database
            .jdbc()
            .queryForObject(
                "SELECT submission FROM gateway.sms WHERE id = ?", UUID.class, text.value());
    return RecordDraft.about(RecordKind.ACCEPTED, text, clock.instant())
        .fact(Facts.CLIENT, talk.client().e164())
        .fact(Facts.SUBMISSION, String.valueOf(submission))
        .part("text", "Le llamo por lo de la " + talk.word());
  }

  /** What else is kept of a text: of a mail with a subject, to several, by an application. */
  private void known(MessageId text, Talk talk) {
    String id = "'" + text + "'";
    database.force(
        "UPDATE gateway.lease SET subject = 'Lo de la %s', mail_id = '<%s@bank.example>' WHERE client = '%s'"
            .formatted(talk.word(), talk.word(), talk.client().digits()));
    database.force(
        "INSERT INTO gateway.report_line (submission, sms, mailbox, client, orcpt, action, status,"
            + " diagnostic, at, wanted) SELECT submission, id, mailbox, client, 'rfc822;"
            + talk.number()
            + "@sms.bank.example', 'delayed', '4.4.7', '"
            + talk.word()
            + "', created_at, true FROM gateway.sms WHERE id = "
            + id);
    database.force(
        "INSERT INTO gateway.mail_thread (conversation, ids, changed_at) SELECT conversation, '<"
            + talk.word()
            + "@bank.example>', created_at FROM gateway.sms WHERE id = "
            + id
            + " ON CONFLICT (conversation) DO UPDATE SET ids = excluded.ids");
    database.force("UPDATE gateway.sms SET owner = 'application:payments' WHERE id = " + id);
    database.force(
        "INSERT INTO gateway.application_text (sms, application, submission, recipient, reference,"
            + " segments) SELECT id, 'payments', submission, '"
            + talk.number()
            + "@sms.bank.example', '"
            + talk.word()
            + "', 1 FROM gateway.sms WHERE id = "
            + id);
    database.force(
        "INSERT INTO gateway.state_change (position, application, sms, state, at, reason) SELECT"
            + " (SELECT coalesce(max(position), 0) + 1 FROM gateway.state_change), 'payments', id, state,"
            + " created_at, '"
            + talk.word()
            + "' FROM gateway.sms WHERE id = "
            + id);
  }

  private static DeliverSm part(Talk talk, int number, String text) {
    byte[] header = {5, 0, 3, 9, 2, (byte) number};
    byte[] letters = text.getBytes(StandardCharsets.US_ASCII);
    byte[] octets = new byte[header.length + letters.length];
    System.arraycopy(header, 0, octets, 0, header.length);
    System.arraycopy(letters, 0, octets, header.length, letters.length);
    var all = Octets.of(octets);
    return new DeliverSm(
        talk.client().digits(), TrialNode.NUMBER.digits(), 0x40, 0, all, new TreeMap<>(), all);
  }

  @Test
  void nothingIsLeftOfWhatIsDestroyedOrBlockedAndAllOfTheRest() {
    for (var talk : List.of(DESTROYED, BLOCKED, KEPT)) {
      assertThat(Traces.of(database, talk.word()))
          .as("what can be found is found")
          .contains(
              "gateway.sms",
              "gateway.mail",
              "gateway.lease",
              "gateway.reply_part",
              "gateway.report_line",
              "gateway.mail_thread",
              "gateway.application_text",
              "gateway.state_change")
          .anyMatch(table -> table.startsWith("archive_index.g"));
    }
    var ofTheRest = Traces.of(database, KEPT.word());
    run("hold", "place", "--client", KEPT.number(), "--by", "eva", "--reason", "case 7");
    block();
    String proposal = run("dispose", "propose", "--by", "ana", "--reason", "over").substring(0, 36);
    run("dispose", "approve", proposal, "--by", "luis");
    run("dispose", "approve", proposal, "--by", "eva");
    run("dispose", "run", proposal, "--by", "ops");

    for (var talk : List.of(DESTROYED, BLOCKED)) {
      assertThat(Traces.of(database, talk.word())).as(talk.word()).isEmpty();
      assertThat(Traces.of(database, talk.number().substring(3)))
          .as("the number of who had the " + talk.word())
          .isSubsetOf(OF_CLIENTS);
    }
    assertThat(Traces.of(database, KEPT.word())).isEqualTo(ofTheRest);
    assertThat(database.count("SELECT count(*) FROM gateway.lease WHERE subject IS NOT NULL"))
        .isEqualTo(1);
  }

  @Test
  void aSubjectStaysWhileAYoungerTextOfTheConversationDoes() {
    database.force(
        "INSERT INTO gateway.sms (id, client, owner, mailbox, category, lane, pool, number, conversation,"
            + " concat_ref, report_on, state, not_before, created_at, changed_at)"
            + " SELECT '7fffffff-ffff-7000-8000-000000000001', client, owner, mailbox, category, lane,"
            + " pool, number, conversation, 0, '', 'DELIVERED', not_before, created_at, changed_at"
            + " FROM gateway.sms WHERE client = '"
            + BLOCKED.client().digits()
            + "'");
    block();
    assertThat(
            database.count(
                "SELECT count(*) FROM gateway.lease WHERE subject IS NOT NULL AND client = ?",
                BLOCKED.client().digits()))
        .isEqualTo(1);
  }

  private void block() {
    run(
        "block",
        "--client",
        BLOCKED.number(),
        "--until",
        "2040-01-01",
        "--by",
        "dpo",
        "--reason",
        "art. 32");
  }

  private ArchiveFiles files() {
    return new ArchiveFiles(
        folder.resolve("archive.key"), folder.resolve("signing.key"), "bank.example/recado");
  }

  private static Schedules schedules() {
    return new Schedules(List.of(), new RetentionClass("standard", 5));
  }

  private String run(String... words) {
    DataSource dataSource = database.jdbc().getDataSource();
    if (dataSource == null) {
      throw new IllegalStateException("a template without a database");
    }
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    int status =
        new ArchiveCommands(dataSource, files(), schedules(), clock, new SecureRandom(), List.of())
            .run(
                words,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    assertThat(status).as(String.join(" ", words)).isZero();
    return out.toString(StandardCharsets.UTF_8);
  }
}
