package org.recado.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.recado.directory.Person;
import org.recado.message.MailAddress;
import org.recado.policy.QuotaSettings.Period;
import org.recado.trial.SettableClock;
import org.recado.trial.TrialDatabase;

/** Limits on a real database. */
@Timeout(240)
class QuotasTest {

  private static final ZoneId MADRID = ZoneId.of("Europe/Madrid");
  private static final TrialDatabase database = TrialDatabase.create();

  private static final Person MARTA = person("marta", "Sevilla", "BR-1");
  private static final Person JAVIER = person("javier", "Sevilla", "BR-2");
  private static final Person PAYMENTS =
      Person.application("payments", MailAddress.of("avisos@apps.bank.example"));

  private final SettableClock clock = new SettableClock(Instant.parse("2027-05-10T21:59:00Z"));

  @AfterEach
  void empty() {
    database.jdbc().update("DELETE FROM gateway.quota_use");
    database.jdbc().update("DELETE FROM gateway.sender_pace");
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @Test
  void aMailOverTheLimitIsRefusedAsAWholeAndASmallerOneStillGoes() {
    var quotas = quotas(quota(HolderKind.PERSON, Period.DAY, 10));
    assertThat(take(quotas, mail(MARTA, 8)).refused()).isEmpty();
    assertThat(take(quotas, mail(MARTA, 3)).refused().get(0))
        .isEqualTo(
            "Your limit of 10 segments a day leaves 2, and this mail takes 3: send it again from"
                + " 2027-05-11 00:00 Europe/Madrid on, or have the limit raised");
    assertThat(take(quotas, mail(MARTA, 2)).refused()).isEmpty();
    assertThat(take(quotas, mail(MARTA, 1)).refused()).hasSize(1);
    assertThat(take(quotas, mail(JAVIER, 10)).refused()).isEmpty();
  }

  @Test
  void theDayAndTheMonthBeginByTheFirmsClock() {
    var quotas =
        quotas(
            quota(HolderKind.PERSON, Period.DAY, 10), quota(HolderKind.PERSON, Period.MONTH, 15));
    assertThat(take(quotas, mail(MARTA, 10)).refused()).isEmpty();
    clock.advance(Duration.ofMinutes(2)); // midnight in Madrid, two hours before that of UTC
    assertThat(take(quotas, mail(MARTA, 5)).refused()).isEmpty();
    assertThat(take(quotas, mail(MARTA, 1)).refused().get(0)).contains("a month", "2027-06-01");
    clock.advance(Duration.ofDays(21));
    assertThat(take(quotas, mail(MARTA, 10)).refused()).isEmpty();
  }

  @Test
  void ofMailsThatComeTogetherThoseAreTakenThatFitInTheirOrder() {
    var quotas = quotas(quota(HolderKind.PERSON, Period.DAY, 10));
    var taken =
        take(
            quotas,
            mail(MARTA, 6),
            mail(MARTA, 6),
            mail(JAVIER, 6),
            mail(MARTA, 4),
            mail(MARTA, 1));
    assertThat(taken.refused().keySet()).containsExactlyInAnyOrder(1, 4);
    assertThat(used("person", "marta")).isEqualTo(10);
  }

  @Test
  void teamsApplicationsAndCostCentresHaveLimitsOfTheirOwn() {
    var quotas =
        quotas(
            quota(HolderKind.TEAM, Period.DAY, 10),
            quota(HolderKind.APPLICATION, Period.DAY, 7),
            quota(HolderKind.COST_CENTER, Period.DAY, 9));
    assertThat(take(quotas, mail(MARTA, 6)).refused()).isEmpty();
    assertThat(take(quotas, mail(JAVIER, 5)).refused().get(0)).contains("the team Sevilla");
    assertThat(take(quotas, mail(PAYMENTS, 8)).refused().get(0)).contains("this application");
    var named = new Demand(PAYMENTS, Map.of("BR-1", 4), 1);
    assertThat(take(quotas, named).refused().get(0)).contains("the cost centre BR-1");
    assertThat(take(quotas, mail(PAYMENTS, 7)).refused()).isEmpty();
    assertThat(used("team", "Sevilla")).isEqualTo(6);
    assertThat(used("cost-center", "BR-1")).isEqualTo(6);
  }

  @Test
  void theFirstEntryThatFitsCounts() {
    var quotas =
        quotas(
            new QuotaSettings(
                HolderKind.PERSON, List.of("marta@bank.example"), Period.DAY, 100, ""),
            quota(HolderKind.PERSON, Period.DAY, 10));
    assertThat(take(quotas, mail(MARTA, 50)).refused()).isEmpty();
    assertThat(take(quotas, mail(JAVIER, 50)).refused()).hasSize(1);
  }

  @Test
  void atFourFifthsSomebodyIsToldOnceInAPeriod() {
    var quotas =
        quotas(
            quota(HolderKind.PERSON, Period.DAY, 10),
            new QuotaSettings(
                HolderKind.APPLICATION, List.of(), Period.DAY, 10, "team@bank.example"));
    assertThat(take(quotas, mail(MARTA, 7)).warnings()).isEmpty();
    var told = take(quotas, mail(MARTA, 1)).warnings();
    assertThat(told).hasSize(1);
    assertThat(told.get(0).to()).isEqualTo(MARTA.mail());
    assertThat(told.get(0).used()).isEqualTo(8);
    assertThat(take(quotas, mail(MARTA, 1)).warnings()).isEmpty();
    assertThat(take(quotas, mail(PAYMENTS, 9)).warnings().get(0).to())
        .hasToString("team@bank.example");
    clock.advance(Duration.ofDays(1));
    assertThat(take(quotas, mail(MARTA, 8)).warnings()).hasSize(1);
  }

  @Test
  void whatIsTakenBackIsNotCountedNorTold() {
    var quotas = quotas(quota(HolderKind.PERSON, Period.DAY, 10));
    database
        .transactions()
        .executeWithoutResult(
            status -> {
              assertThat(quotas.take(List.of(mail(MARTA, 9))).warnings()).hasSize(1);
              status.setRollbackOnly();
            });
    assertThat(take(quotas, mail(MARTA, 9)).warnings()).hasSize(1);
  }

  @Test
  void ofTwoNodesAtOnceNoneLetsASegmentTooManyThrough() throws Exception {
    long seed = Optional.ofNullable(Long.getLong("recado.seed")).orElse(System.nanoTime());
    System.out.println("QuotasTest seed " + seed);
    var through = new AtomicInteger();
    var pool = Executors.newFixedThreadPool(4);
    var nodes = new ArrayList<Callable<Boolean>>();
    for (int i = 0; i < 4; i++) {
      var random = new Random(seed + i);
      var node =
          quotas(
              quota(HolderKind.PERSON, Period.DAY, 100), quota(HolderKind.TEAM, Period.DAY, 150));
      nodes.add(
          () -> {
            for (int n = 0; n < 60; n++) {
              var mails = new ArrayList<Demand>();
              for (int m = random.nextInt(4); m >= 0; m--) {
                mails.add(mail(random.nextBoolean() ? MARTA : JAVIER, 1 + random.nextInt(3)));
              }
              var taken = take(node, mails.toArray(Demand[]::new));
              for (int m = 0; m < mails.size(); m++) {
                if (!taken.refused().containsKey(m)) {
                  through.addAndGet(mails.get(m).total());
                }
              }
            }
            return true;
          });
    }
    for (var done : pool.invokeAll(nodes)) {
      done.get(30, TimeUnit.SECONDS);
    }
    pool.shutdown();
    assertThat(used("team", "Sevilla")).isEqualTo(through.get()).isBetween(148L, 150L);
    assertThat(used("person", "marta")).isLessThanOrEqualTo(100);
    assertThat(used("person", "marta") + used("person", "javier")).isEqualTo(through.get());
  }

  // ---- paces

  @Test
  void aMinutesWorthLeavesAtOnceAndWhatIsAboveItWaitsForItsMinute() {
    var paces = paces(new PaceSettings(HolderKind.APPLICATION, List.of(), 60));
    var now = clock.instant();
    var moments = spread(paces, new Demand(PAYMENTS, Map.of("", 180), 180)).get(0);
    assertThat(moments.subList(0, 60)).containsOnly(now);
    assertThat(moments.get(60)).isEqualTo(now.plusSeconds(1));
    assertThat(moments.get(179)).isEqualTo(now.plusSeconds(120));
    assertThat(spread(paces, new Demand(MARTA, Map.of("", 99), 99)).get(0)).isEmpty();
  }

  @Test
  void thePaceIsSharedByAllNodesAndForgetsWhatIsLongAgo() {
    var paces = paces(new PaceSettings(HolderKind.APPLICATION, List.of("payments"), 60));
    var other = paces(new PaceSettings(HolderKind.APPLICATION, List.of("payments"), 60));
    var now = clock.instant();
    assertThat(spread(paces, new Demand(PAYMENTS, Map.of("", 60), 60)).get(0)).isEmpty();
    assertThat(spread(other, mail(PAYMENTS, 1)).get(0)).containsExactly(now.plusSeconds(1));
    clock.advance(Duration.ofMinutes(5));
    assertThat(spread(other, new Demand(PAYMENTS, Map.of("", 60), 60)).get(0)).isEmpty();
  }

  // ---- how

  private Quotas quotas(QuotaSettings... settings) {
    return new Quotas(database.jdbc(), List.of(settings), MADRID, clock);
  }

  private Paces paces(PaceSettings... settings) {
    return new Paces(database.jdbc(), List.of(settings), clock);
  }

  private static QuotaSettings quota(HolderKind of, Period per, int segments) {
    return new QuotaSettings(of, List.of(), per, segments, "");
  }

  private static Quotas.Taken take(Quotas quotas, Demand... mails) {
    return Optional.ofNullable(
            database.transactions().execute(status -> quotas.take(List.of(mails))))
        .orElseThrow();
  }

  private static List<List<Instant>> spread(Paces paces, Demand... mails) {
    return Optional.ofNullable(
            database.transactions().execute(status -> paces.spread(List.of(mails))))
        .orElseThrow();
  }

  private static long used(String kind, String holder) {
    return database.count(
        "SELECT used FROM gateway.quota_use WHERE kind = ? AND holder = ?", kind, holder);
  }

  private static Demand mail(Person by, int segments) {
    return new Demand(by, Map.of("", segments), 1);
  }

  private static Person person(String name, String team, String costCentre) {
    return new Person(
        name,
        name,
        MailAddress.of(name + "@bank.example"),
        Optional.empty(),
        Optional.of(team),
        Optional.empty(),
        Optional.of(costCentre),
        Set.of(),
        true);
  }
}
