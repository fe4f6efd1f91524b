package org.recado.numbering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.recado.message.MailAddress;
import org.recado.message.MessageIds;
import org.recado.message.Msisdn;
import org.recado.numbering.NumberingProperties.Pool;
import org.recado.trial.SettableClock;
import org.recado.trial.TrialDatabase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@Timeout(240)
class LeasesTest {

  private static final Logger log = LoggerFactory.getLogger(LeasesTest.class);
  private static final Msisdn ANA = Msisdn.of("+34611000001");
  private static final Duration LIFE = Duration.ofDays(90);

  private static final TrialDatabase database = TrialDatabase.create();

  private final SettableClock clock = SettableClock.started();
  private Leases leases;

  @AfterAll
  static void close() {
    database.close();
  }

  @BeforeEach
  void twoNumbers() {
    leases = new Leases(database.jdbc(), new MessageIds(clock, new SecureRandom()), clock, LIFE);
    database.force("TRUNCATE gateway.lease, gateway.long_number, gateway.sms CASCADE");
    configure(pool("bank", "+34910000001", "+34910000002"));
  }

  @Test
  void whoeverHoldsANumberTowardsAClientKeepsIt() {
    var first = lease("marta", ANA).orElseThrow();
    assertThat(lease("javier", ANA)).isPresent();
    clock.advance(LIFE.multipliedBy(2));
    var again = lease("marta", ANA).orElseThrow();
    assertThat(again.number()).isEqualTo(first.number());
    assertThat(again.conversation()).isEqualTo(first.conversation());
  }

  @Test
  void twoWantsForOneClientInOneBatchGetTwoNumbers() {
    var given = leaseAll(List.of(want("marta", ANA, "bank"), want("javier", ANA, "bank")));
    assertThat(given).allMatch(Optional::isPresent);
    assertThat(numbers(given)).doesNotHaveDuplicates();
  }

  @Test
  void oneOwnerWhoWantsTwiceInOneBatchGetsOneConversation() {
    var given = leaseAll(List.of(want("marta", ANA, "bank"), want("marta", ANA, "bank")));
    assertThat(new HashSet<>(given)).hasSize(1);
    assertThat(database.count("SELECT count(*) FROM gateway.lease")).isEqualTo(1);
  }

  @Test
  void whenEveryNumberIsHeldNobodyIsGuessed() {
    assertThat(lease("marta", ANA)).isPresent();
    assertThat(lease("javier", ANA)).isPresent();
    assertThat(lease("lucia", ANA)).isEmpty();
    assertThat(lease("lucia", Msisdn.of("+34611000002"))).isPresent();
  }

  @Test
  void theLongestSilentConversationGivesItsNumberUp() {
    var marta = lease("marta", ANA).orElseThrow();
    clock.advance(Duration.ofDays(1));
    var javier = lease("javier", ANA).orElseThrow();
    clock.advance(LIFE);
    var lucia = lease("lucia", ANA).orElseThrow();
    assertThat(lucia.number()).isEqualTo(marta.number());
    assertThat(lucia.conversation()).isNotEqualTo(marta.conversation());
    assertThat(lucia.mailId()).contains("<lucia@bank.example>");
    assertThat(leases.find(ANA, javier.number()).orElseThrow().owner()).isEqualTo("javier");
  }

  @Test
  void aClientWhoWritesKeepsTheConversationAlive() {
    var marta = lease("marta", ANA).orElseThrow();
    assertThat(lease("javier", ANA)).isPresent();
    clock.advance(LIFE.minusDays(1));
    leases.touch(List.of(new Leases.Use(marta, clock.instant())));
    clock.advance(Duration.ofDays(2));
    var lucia = lease("lucia", ANA).orElseThrow();
    assertThat(lucia.number()).isNotEqualTo(marta.number());
  }

  @Test
  void twoWantsNeverTakeOverTheSameSilentConversation() {
    assertThat(lease("marta", ANA)).isPresent();
    assertThat(lease("javier", ANA)).isPresent();
    clock.advance(LIFE.plusDays(1));
    var given =
        leaseAll(
            List.of(
                want("lucia", ANA, "bank"),
                want("inigo", ANA, "bank"),
                want("nuria", ANA, "bank")));
    assertThat(given.stream().filter(Optional::isPresent)).hasSize(2);
    assertThat(numbers(given)).doesNotHaveDuplicates();
  }

  @Test
  void aNumberTakenOutOfThePoolIsGivenToNobodyButStillFindsItsOwner() {
    var marta = lease("marta", ANA).orElseThrow();
    configure(pool("bank", "+34910000009"));
    assertThat(leases.find(ANA, marta.number()).orElseThrow().owner()).isEqualTo("marta");
    assertThat(leases.findNumber(marta.number())).isPresent();
    var moved = lease("marta", ANA).orElseThrow();
    assertThat(moved.number()).isEqualTo(Msisdn.of("+34910000009"));
  }

  @Test
  void aNumberNeedNotBeOfThePoolThatIsAskedForToBeHeld() {
    configure(pool("bank", "+34910000001"), pool("other", "+34910000002"));
    var own = lease("marta", ANA).orElseThrow();
    var other = leaseAll(List.of(want("marta", ANA, "other"))).get(0).orElseThrow();
    assertThat(other.number()).isNotEqualTo(own.number());
    assertThat(lease("marta", ANA).orElseThrow().number()).isEqualTo(own.number());
  }

  @Test
  void whatIsConfiguredTwiceIsThereOnce() {
    configure(pool("bank", "+34910000001", "+34910000002"));
    assertThat(database.count("SELECT count(*) FROM gateway.long_number WHERE active"))
        .isEqualTo(2);
  }

  /** The other node has chosen the number, and commits while this one waits for it. */
  @Test
  void aNumberLostToAnotherNodeIsReplacedByTheNextFreeOne() throws Exception {
    var chosen = numberAnotherNodeTakes("javier");
    var marta = CompletableFuture.supplyAsync(() -> lease("marta", ANA).orElseThrow());
    finish(chosen, marta);
    assertThat(marta.join().number()).isNotEqualTo(chosen.number());
  }

  @Test
  void anOwnerWhomAnotherNodeServesMeanwhileGetsTheSameNumberFromBoth() throws Exception {
    var chosen = numberAnotherNodeTakes("marta");
    var marta = CompletableFuture.supplyAsync(() -> lease("marta", ANA).orElseThrow());
    finish(chosen, marta);
    assertThat(marta.join().number()).isEqualTo(chosen.number());
    assertThat(database.count("SELECT count(*) FROM gateway.lease")).isEqualTo(1);
  }

  @Test
  void eightThreadsNeverGiveOnePairToTwoOwnersNorOneOwnerTwoNumbers() throws Exception {
    configure(
        pool(
            "bank",
            IntStream.range(0, 8).mapToObj("+3491000001%d"::formatted).toArray(String[]::new)));
    int clients = 40;
    var start = new CyclicBarrier(8);
    var threads = Executors.newFixedThreadPool(8);
    try {
      var tasks = new ArrayList<Callable<List<Optional<Lease>>>>();
      for (int owner = 0; owner < 8; owner++) {
        String name = "owner" + owner % 4; // each is served by two nodes at once
        tasks.add(
            () -> {
              start.await();
              var all = new ArrayList<Optional<Lease>>();
              for (int client = 0; client < clients; client++) {
                all.add(lease(name, client(client)));
              }
              return all;
            });
      }
      for (var future : threads.invokeAll(tasks)) {
        assertThat(future.get()).as("8 numbers for 4 owners").allMatch(Optional::isPresent);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(database.count("SELECT count(*) FROM gateway.lease")).isEqualTo(clients * 4L);
    assertThat(
            database.count(
                "SELECT count(*) FROM (SELECT DISTINCT client, owner FROM gateway.lease) p"))
        .isEqualTo(clients * 4L);
  }

  @Test
  void inQuarantineALateAnswerStillFindsItsWriterAndNobodyElseGetsTheNumber() {
    var quarantine = Duration.ofDays(30);
    leases = with(new LeaseTerms(LIFE, quarantine, conversation -> false));
    var marta = lease("marta", ANA).orElseThrow();
    assertThat(lease("javier", ANA)).isPresent();
    clock.advance(LIFE.plus(quarantine).minusDays(1));
    assertThat(lease("lucia", ANA)).isEmpty();
    var found = leases.find(ANA, marta.number()).orElseThrow();
    assertThat(found.owner()).isEqualTo("marta");
    assertThat(leases.hasEnded(found)).isTrue();
    clock.advance(Duration.ofDays(2));
    assertThat(lease("lucia", ANA).orElseThrow().number()).isEqualTo(marta.number());
  }

  @Test
  void aConversationUnderAHoldKeepsItsNumberAndTheNextSilentOneGivesItUp() {
    var marta = lease("marta", ANA).orElseThrow();
    clock.advance(Duration.ofDays(1));
    var javier = lease("javier", ANA).orElseThrow();
    clock.advance(LIFE.plusDays(1));
    leases = with(new LeaseTerms(LIFE, Duration.ZERO, marta.conversation()::equals));
    assertThat(lease("lucia", ANA).orElseThrow().number()).isEqualTo(javier.number());
    assertThat(lease("nuria", ANA)).isEmpty();
    assertThat(leases.find(ANA, marta.number()).orElseThrow().owner()).isEqualTo("marta");
  }

  @Test
  void aNumberWhoseLastTextHasNotLeftYetIsNotTakenOver() {
    var marta = lease("marta", ANA).orElseThrow();
    assertThat(lease("javier", ANA)).isPresent();
    clock.advance(LIFE.plusDays(1));
    queue(marta.number(), "QUEUED");
    var lucia = lease("lucia", ANA).orElseThrow();
    assertThat(lucia.number()).isNotEqualTo(marta.number());
    assertThat(lease("nuria", ANA)).isEmpty();
    database.force("UPDATE gateway.sms SET state = 'DELIVERED'");
    assertThat(lease("nuria", ANA).orElseThrow().number()).isEqualTo(marta.number());
  }

  @Test
  void aTextThatWaitsForItsHourKeepsTheConversationAliveUntilThen() {
    var marta = lease("marta", ANA).orElseThrow();
    assertThat(lease("javier", ANA)).isPresent();
    leases.touch(List.of(new Leases.Use(marta, clock.instant().plus(LIFE))));
    assertThat(lease("marta", ANA).orElseThrow().lastUsed())
        .as("another mail meanwhile does not shorten it")
        .isEqualTo(clock.instant().plus(LIFE));
    clock.advance(LIFE.plusDays(1));
    assertThat(lease("lucia", ANA).orElseThrow().number()).isNotEqualTo(marta.number());
  }

  @Test
  void whoAnswersGoesOnOverTheNumberTheClientWroteTo() {
    configure(pool("bank", "+34910000001", "+34910000002"), pool("other", "+34910000003"));
    var elsewhere = leaseAll(List.of(want("marta", ANA, "other"))).get(0).orElseThrow();
    var usual = lease("marta", ANA).orElseThrow();
    assertThat(usual.number()).isNotEqualTo(elsewhere.number());
    assertThat(answer("marta", elsewhere).number()).isEqualTo(elsewhere.number());
    assertThat(answer("marta", usual).number()).isEqualTo(usual.number());
    assertThat(answer("javier", usual).number())
        .as("a colleague it was forwarded to does not get it")
        .isNotEqualTo(usual.number());
  }

  @Test
  void whoAnswersWhatCameToATeamsMailboxTakesTheConversation() {
    var lease = lease("marta", ANA).orElseThrow();
    database.force(
        "UPDATE gateway.lease SET owner = '"
            + Lease.ofMailbox(MailAddress.of("team@bank.example"))
            + "'");
    assertThat(answer("javier", lease).number()).isEqualTo(lease.number());
    var now = leases.find(ANA, lease.number()).orElseThrow();
    assertThat(now.owner()).isEqualTo("javier");
    assertThat(now.conversation()).isEqualTo(lease.conversation());
  }

  @Test
  void whereThePoolIsExhaustedTheOverflowServesAndIsKept() {
    configure(pool("bank", "+34910000001"), pool("spare", "+34910000002"));
    assertThat(lease("marta", ANA)).isPresent();
    var over = overflowing("javier").orElseThrow();
    assertThat(over.pool()).isEqualTo("spare");
    assertThat(overflowing("lucia")).isEmpty();
    configure(pool("bank", "+34910000001", "+34910000003"), pool("spare", "+34910000002"));
    assertThat(overflowing("javier").orElseThrow().number())
        .as("in the middle of a conversation the number stays")
        .isEqualTo(over.number());
  }

  @Test
  void theDatabaseForbidsTwoOwnersOfOnePair() {
    var lease = lease("marta", ANA).orElseThrow();
    assertThatThrownBy(
            () ->
                database.force(
                    "INSERT INTO gateway.lease VALUES ('%s', '%s', 'javier', 'j@bank.example', gen_random_uuid(), now(), now())"
                        .formatted(ANA.digits(), lease.number().digits())))
        .hasMessageContaining("lease_pkey");
  }

  @Test
  void batchesOfTwoNodesOverTheSameClientsNeverLockEachOtherOut() throws Exception {
    configure(
        pool(
            "bank",
            IntStream.range(0, 8).mapToObj("+3491000002%d"::formatted).toArray(String[]::new)));
    var threads = Executors.newFixedThreadPool(4);
    try {
      var tasks = new ArrayList<Callable<Boolean>>();
      for (int thread = 0; thread < 4; thread++) {
        boolean writes = thread % 2 == 0;
        int from = thread;
        tasks.add(() -> writeOrAnswer(writes, from));
      }
      for (var future : threads.invokeAll(tasks)) {
        assertThat(future.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Many clients in one transaction, each thread from another one on. */
  private boolean writeOrAnswer(boolean writes, int from) {
    for (int round = 0; round < 15; round++) {
      var wants = new ArrayList<LeaseRequest>();
      for (int i = 0; i < 40; i++) {
        wants.add(want("owner" + (i + from) % 3, client((i * 7 + from * 11) % 40), "bank"));
      }
      if (writes) {
        leaseAll(wants);
      } else {
        database
            .transactions()
            .executeWithoutResult(
                status ->
                    leases.touch(
                        wants.stream()
                            .flatMap(want -> leases.of(want.client()).stream())
                            .map(lease -> new Leases.Use(lease, clock.instant()))
                            .toList()));
      }
    }
    return true;
  }

  @Test
  void aHundredThousandConversationsDoNotSlowTheChoice() {
    configure(
        pool(
            "bank",
            IntStream.range(0, 50).mapToObj("+349100001%02d"::formatted).toArray(String[]::new)));
    long few = microsecondsOfAChoice(0);
    database.force(
        """
        INSERT INTO gateway.lease
        SELECT (34620000000 + g / 5)::text, (34910000100 + g % 50)::text, 'owner' || g,
               'a@bank.example', gen_random_uuid(), now(), now()
          FROM generate_series(0, 99999) g\
        """);
    database.force("ANALYZE gateway.lease");
    long many = microsecondsOfAChoice(1000);
    log.info("choice of a number: {} µs among none, {} µs among 100,000 leases", few, many);
    assertThat(database.count("SELECT count(*) FROM gateway.lease")).isEqualTo(100_400);
  }

  private long microsecondsOfAChoice(int from) {
    long started = System.nanoTime();
    for (int i = 0; i < 200; i++) {
      assertThat(lease("marta", client(from + i))).isPresent();
    }
    return (System.nanoTime() - started) / 200_000;
  }

  private record Taken(Connection node, Msisdn number) {}

  /** Takes, as another node would, the number this node is going to choose; not yet committed. */
  private Taken numberAnotherNodeTakes(String owner) throws SQLException {
    var number = lease(owner, ANA).orElseThrow().number();
    database.force("TRUNCATE gateway.lease");
    var node = database.superuser();
    node.setAutoCommit(false);
    node.createStatement()
        .execute(
            "INSERT INTO gateway.lease VALUES ('%s', '%s', '%s', 'a@bank.example', gen_random_uuid(), now(), now())"
                .formatted(ANA.digits(), number.digits(), owner));
    return new Taken(node, number);
  }

  private static void finish(Taken taken, CompletableFuture<?> waiting) throws SQLException {
    try (var node = taken.node()) {
      await()
          .until(
              () ->
                  waiting.isDone()
                      || database.count("SELECT count(*) FROM pg_locks WHERE NOT granted") > 0);
      node.commit();
    }
    waiting.join();
  }

  private static Msisdn client(int i) {
    return Msisdn.of("+34622%06d".formatted(i));
  }

  private Leases with(LeaseTerms terms) {
    return new Leases(database.jdbc(), new MessageIds(clock, new SecureRandom()), clock, terms);
  }

  private Lease answer(String owner, Lease to) {
    var plain = want(owner, to.client(), "bank");
    return leaseAll(
            List.of(
                new LeaseRequest(
                    plain.client(),
                    owner,
                    plain.mailbox(),
                    plain.pools(),
                    plain.mailId(),
                    plain.subject(),
                    Optional.of(to.number()))))
        .get(0)
        .orElseThrow();
  }

  private Optional<Lease> overflowing(String owner) {
    var plain = want(owner, ANA, "bank");
    return leaseAll(List.of(plain.by(owner, plain.mailbox(), List.of("bank", "spare")))).get(0);
  }

  private void queue(Msisdn number, String state) {
    database.force(
        """
        INSERT INTO gateway.sms (id, client, owner, mailbox, category, lane, pool, number,
               concat_ref, report_on, state, not_before, created_at, changed_at)
        VALUES (gen_random_uuid(), '%s', 'marta', 'marta@bank.example', 'personal', 0, 'bank', '%s',
               1, 'NEVER', '%s', now(), now(), now())"""
            .formatted(ANA.digits(), number.digits(), state));
  }

  private Optional<Lease> lease(String owner, Msisdn client) {
    return leaseAll(List.of(want(owner, client, "bank"))).get(0);
  }

  private List<Optional<Lease>> leaseAll(List<LeaseRequest> wants) {
    var given = database.transactions().execute(status -> leases.lease(wants));
    assertThat(given).hasSameSizeAs(wants);
    return given;
  }

  private static LeaseRequest want(String owner, Msisdn client, String pool) {
    return new LeaseRequest(
        client,
        owner,
        MailAddress.of(owner + "@bank.example"),
        pool,
        Optional.of("<" + owner + "@bank.example>"),
        Optional.of("Asunto"));
  }

  private static List<Msisdn> numbers(List<Optional<Lease>> given) {
    return given.stream().flatMap(Optional::stream).map(Lease::number).toList();
  }

  private void configure(Pool... pools) {
    database.transactions().executeWithoutResult(status -> leases.configure(List.of(pools)));
  }

  private static Pool pool(String name, String... numbers) {
    return new Pool(name, "lab", "desk@bank.example", List.of(numbers));
  }
}
