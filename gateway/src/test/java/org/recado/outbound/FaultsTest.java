package org.recado.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.recado.archive.record.Archive;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordKind;
import org.recado.lab.smsc.Behaviour;
import org.recado.lab.smsc.SmscSettings;
import org.recado.lab.smsc.SmscSimulator;
import org.recado.lab.smsc.Submission;
import org.recado.message.MessageId;
import org.recado.message.Msisdn;
import org.recado.trial.TrialArchive;
import org.recado.trial.TrialDatabase;
import org.recado.trial.TrialNode;

/**
 * What an operator's network does to many texts at once, and what is left of them: none lost, none
 * sent twice, and each of which nobody knows is in the archive. So many a fault as the property
 * {@code recado.faults} says, 120 by default, 20,000 for the whole run; the seed is {@code
 * recado.seed}.
 */
class FaultsTest {

  private static final int TEXTS = Integer.getInteger("recado.faults", 120);
  private static final long SEED = Long.getLong("recado.seed", System.nanoTime());
  private static final Duration LONG = Duration.ofSeconds(60 + TEXTS / 20);
  private static final int CLIENTS = 2_000;

  private static final TrialDatabase database = TrialDatabase.create();

  private final Clock clock = Clock.systemUTC();
  private final Archive archive = TrialArchive.in(database.jdbc(), clock);
  private final List<TrialNode> nodes = new ArrayList<>();
  private final Map<MessageId, String> texts = new HashMap<>();
  private final SmscSimulator smsc = SmscSimulator.start(SmscSettings.defaults());
  private final Random random = new Random(SEED);

  @AfterAll
  static void close() {
    database.close();
  }

  @BeforeEach
  void empty() {
    database.person("marta", "marta@bank.example", true, "");
    database.force(
        "TRUNCATE gateway.sms, gateway.segment, gateway.submission, gateway.lease, gateway.mail,"
            + " gateway.orphan_receipt, gateway.long_number");
  }

  @AfterEach
  void end() {
    nodes.forEach(TrialNode::close);
    smsc.close();
  }

  /**
   * Every second text whose answer is lost is lost itself: nobody can know, and nobody guesses.
   * They are counted, not drawn, so that a run of any length has its share of them.
   */
  @Test
  void oneAnswerInTwentyIsLost() {
    var turn = new AtomicInteger();
    smsc.otherwise(
        () ->
            switch (turn.incrementAndGet() % 40) {
              case 0 -> Behaviour.noAnswer().lost();
              case 20 -> Behaviour.noAnswer();
              default -> Behaviour.delivered();
            });
    var report = run("5 % lost answers", 1, () -> {});
    assertThat(report.unknown()).isGreaterThanOrEqualTo(TEXTS / 40);
  }

  @Test
  void linksAreCutInsideAPdu() {
    smsc.otherwise(oneIn(Math.max(60, TEXTS / 15), Behaviour::linkCutInsideTheAnswer));
    run("link cut inside a PDU", 1, () -> {});
  }

  @Test
  void aLinkIsHalfOpen() {
    run("half-open link", 1, smsc::freezeLinks);
  }

  @Test
  void theSmscThrottlesInBursts() {
    var left = new int[] {0};
    smsc.otherwise(
        () -> {
          synchronized (left) {
            if (left[0] == 0 && chance(TEXTS / 10)) {
              left[0] = 30;
            }
            return left[0]-- > 0 ? Behaviour.rejected(chance(2) ? 0x58 : 0x14) : reset(left);
          }
        });
    var report = run("throttling bursts", 1, () -> {});
    assertThat(report.unknown()).isZero();
    assertThat(report.delivered()).isEqualTo(TEXTS);
    inOrder();
  }

  private static Behaviour reset(int[] left) {
    left[0] = 0;
    return Behaviour.delivered();
  }

  @Test
  void receiptsComeBeforeAnswersAndTwice() {
    smsc.otherwise(
        () ->
            Behaviour.delivered()
                .receiptFirst()
                .receiptTwice()
                .answeredAfter(Duration.ofMillis(random.nextInt(30))));
    var report = run("receipts before answers", 1, () -> {});
    assertThat(report.delivered()).isEqualTo(TEXTS);
  }

  @Test
  void theSmscRestarts() {
    run(
        "SMSC restart",
        1,
        () -> {
          smsc.refuseBinds(true);
          smsc.cutLinks();
          await().during(Duration.ofMillis(500)).until(() -> smsc.boundLinks() == 0);
          smsc.refuseBinds(false);
        });
  }

  @Test
  void theSettingsAreChangedAgainAndAgainUnderLoad() throws IOException {
    var passwords = Files.createTempFile("recado", "password");
    Files.writeString(passwords, SmscSettings.PASSWORD);
    var report =
        run(
            "settings changed",
            1,
            () -> {
              String[] timeouts = {"response-timeout=1500ms", "enquire-link-interval=1s"};
              nodes.get(0).change(smsc, 5, timeouts);
              nodes.get(0).change(smsc, 50, "host=localhost", timeouts[0], timeouts[1]);
              nodes.get(0).change(smsc, 20, "-password", "password-file=" + passwords, timeouts[0]);
            });
    Files.delete(passwords);
    assertThat(report.delivered()).isEqualTo(TEXTS);
    assertThat(report.unknown()).isZero();
  }

  @Test
  void twoNodesShareAnAccountThatLosesAnswersAndLinks() {
    smsc.otherwise(
        oneIn(30, () -> chance(10) ? Behaviour.linkCutInsideTheAnswer() : Behaviour.noAnswer()));
    run("two nodes on one account", 2, smsc::cutLinks);
  }

  // ----

  /**
   * @param takenButUnknown of the unknown, those the SMSC took: nobody could know
   */
  private record Report(
      long sent, long delivered, long doubled, long lost, long unknown, long takenButUnknown) {}

  /**
   * @param half what happens when half of the texts are with the SMSC
   */
  private Report run(String fault, int count, Runnable half) {
    long start = System.nanoTime();
    for (int i = 0; i < count; i++) {
      nodes.add(
          new TrialNode(
                  "node" + i,
                  database,
                  archive,
                  clock,
                  smsc,
                  50,
                  "response-timeout=1500ms",
                  "enquire-link-interval=1s")
              .numbers("+34910000001"));
    }
    for (int i = 0; i < TEXTS; i++) {
      String text = "texto " + i;
      texts.put(nodes.get(0).text("marta", client(i), text), text);
    }
    nodes.forEach(TrialNode::start);
    await().atMost(LONG).until(() -> count("'QUEUED'") <= TEXTS / 2);
    half.run();
    await()
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> count("'WAITING', 'QUEUED', 'CLAIMED'") == 0);
    // receipts settle what can be settled
    awaitSettled();
    var report = report();
    System.out.printf(
        "faults: %s, %d node(s), seed %d: %s in %d s%n",
        fault, count, SEED, report, (System.nanoTime() - start) / 1_000_000_000);
    assertThat(report.lost()).as("lost, seed %d", SEED).isZero();
    assertThat(report.doubled()).as("doubled, seed %d", SEED).isZero();
    assertThat(report.delivered() + report.unknown()).as("seed %d", SEED).isEqualTo(TEXTS);
    everyUnknownIsInTheArchive();
    return report;
  }

  private void awaitSettled() {
    var last = new long[] {-1, 0};
    await()
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(500))
        .until(
            () -> {
              long open = count("'SUBMITTED', 'UNKNOWN'");
              last[1] = open == last[0] ? last[1] + 1 : 0;
              last[0] = open;
              return count("'SUBMITTED'") == 0 && smsc.undelivered() == 0 && last[1] >= 7;
            });
  }

  private Report report() {
    var taken = new HashMap<String, Integer>();
    for (var submission : smsc.submissions()) {
      if (submission.taken()) {
        taken.merge(submission.text(), 1, Integer::sum);
      }
    }
    var states = new HashMap<String, String>();
    database
        .jdbc()
        .query(
            "SELECT id, state FROM gateway.sms",
            row -> {
              var id = new MessageId(row.getObject(1, UUID.class));
              states.put(texts.getOrDefault(id, ""), row.getString(2));
            });
    long delivered = states.values().stream().filter("DELIVERED"::equals).count();
    long unknown = states.values().stream().filter("UNKNOWN"::equals).count();
    long doubled = taken.values().stream().filter(times -> times > 1).count();
    long lost =
        texts.values().stream()
            .filter(text -> !taken.containsKey(text))
            .filter(text -> !"UNKNOWN".equals(states.get(text)))
            .count();
    long takenButUnknown =
        states.entrySet().stream()
            .filter(each -> each.getValue().equals("UNKNOWN") && taken.containsKey(each.getKey()))
            .count();
    return new Report(texts.size(), delivered, doubled, lost, unknown, takenButUnknown);
  }

  private void everyUnknownIsInTheArchive() {
    for (var id : texts.keySet()) {
      if (nodes.get(0).state(id).equals("UNKNOWN")) {
        assertThat(archive.ofMessage(id))
            .anyMatch(
                record ->
                    record.kind() == RecordKind.ANSWERED
                        && record.fact(Facts.STATUS).filter("UNKNOWN"::equals).isPresent());
      }
    }
  }

  /** What was taken for each client came in the order in which it was written. */
  private void inOrder() {
    var last = new HashMap<String, Integer>();
    var seen = new HashSet<String>();
    for (Submission submission : smsc.submissions()) {
      if (submission.taken() && seen.add(submission.text())) {
        int number = Integer.parseInt(submission.text().substring("texto ".length()));
        Integer before = last.put(submission.destination(), number);
        assertThat(before == null || before < number).as("order, seed %d", SEED).isTrue();
      }
    }
  }

  private Supplier<Behaviour> oneIn(int chances, Supplier<Behaviour> fault) {
    return () -> chance(chances) ? fault.get() : Behaviour.delivered();
  }

  private boolean chance(int of) {
    synchronized (random) {
      return random.nextInt(Math.max(1, of)) == 0;
    }
  }

  private static Msisdn client(int i) {
    return new Msisdn("34612" + (100_000 + i % CLIENTS));
  }

  private static long count(String states) {
    return database.count("SELECT count(*) FROM gateway.sms WHERE state IN (" + states + ")");
  }
}
