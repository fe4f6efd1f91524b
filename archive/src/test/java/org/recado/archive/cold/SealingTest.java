package org.recado.archive.cold;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.recado.archive.TestArchive;
import org.recado.archive.ledger.SigningKey;
import org.recado.archive.store.MemoryStore;

/** How a run leaves room for others, ends early, and copes with months of any size. */
class SealingTest {

  private static final YearMonth MARCH = YearMonth.of(2026, 3);
  private static final ColdSettings SETTINGS =
      new ColdSettings("bank/", Duration.ofDays(30), 1_000, Duration.ofDays(400));

  private final TestArchive archive = new TestArchive();
  private final MemoryStore store = new MemoryStore(Clock.systemUTC());
  private final List<Sealing.Step> sealed = new ArrayList<>();

  @BeforeEach
  void aMonthThatIsOver() {
    archive.use(store, SETTINGS);
    for (int i = 0; i < 4; i++) {
      archive.sentAndAnswered("Le recordamos su recibo", "Mañana pago");
    }
    archive.catchUp();
    archive.clock.forward(Duration.ofDays(70));
  }

  private Sealing.Outcome run(Pace pace) throws SQLException, IOException {
    var sealing =
        new Sealing(
            archive.dataSource,
            () -> store,
            SETTINGS,
            SigningKey.load(archive.files.signingKey()),
            archive.ids,
            archive.clock);
    return sealing.run(pace, sealed::add);
  }

  private long hot() {
    Long count =
        archive.jdbc.queryForObject(
            "select count(*) from archive.content c join archive.record r on r.id = c.record_id"
                + " where c.sealed is not null and disposition.goes(r.kind)",
            Long.class);
    return count == null ? 0 : count;
  }

  /** Ends a run when it has been asked so often, before contents are read or after a segment. */
  private static final class EndsAfter implements Pace {
    private final boolean inTheMiddle;
    private int left;

    EndsAfter(int left, boolean inTheMiddle) {
      this.left = left;
      this.inTheMiddle = inTheMiddle;
    }

    @Override
    public boolean goOn() {
      return !inTheMiddle || left-- > 0;
    }

    @Override
    public boolean rest() {
      return inTheMiddle || left-- > 0;
    }
  }

  @Test
  void aRunThatIsEndedAnywhereIsGoneOnWithAndNothingIsSealedTwice() throws Exception {
    long all = hot();
    var outcome = Sealing.Outcome.ENDED;
    int runs = 0;
    while (outcome == Sealing.Outcome.ENDED) {
      long before = hot();
      outcome = run(new EndsAfter(runs % 2, runs % 4 < 2));
      assertThat(hot()).as("run %s", runs).isLessThanOrEqualTo(before);
      assertThat(archive.run("verify").status()).isZero();
      assertThat(++runs).isLessThan(100);
    }
    assertThat(outcome).isEqualTo(Sealing.Outcome.DONE);
    assertThat(runs).isGreaterThan(3);
    assertThat(hot()).isZero();
    assertThat(sealed.stream().mapToLong(Sealing.Step::records).sum()).isEqualTo(all);
    assertThat(store.versions("bank/segments/")).hasSameSizeAs(sealed);
  }

  @Test
  void oneRunAtATime() throws Exception {
    var second = new ArrayList<Sealing.Outcome>();
    run(
        new Pace() {
          @Override
          public boolean goOn() {
            try {
              second.add(run(Pace.resting(Duration.ZERO)));
            } catch (SQLException | IOException e) {
              throw new IllegalStateException(e);
            }
            return true;
          }

          @Override
          public boolean rest() {
            return true;
          }
        });
    assertThat(second).isNotEmpty().containsOnly(Sealing.Outcome.BUSY);
    assertThat(hot()).isZero();
  }

  @Test
  void aMonthIsPlannedInPiecesOfAnySizeAndNoRecordIsLeftOut() {
    var whole = pieces(1_000);
    assertThat(whole).hasSize(1);
    for (int most : new int[] {1, 3, 7}) {
      var pieces = pieces(most);
      assertThat(pieces).hasSizeGreaterThan(1);
      assertThat(leaves(pieces)).containsExactlyInAnyOrderElementsOf(leaves(whole));
    }
  }

  private List<MonthPlan> pieces(int most) {
    var pieces = new ArrayList<MonthPlan>();
    Optional<UUID> from = Optional.of(MonthPlan.first(MARCH));
    while (from.isPresent()) {
      var piece = MonthPlan.of(archive.jdbc, MARCH, from.get(), Long.MAX_VALUE, most);
      pieces.add(piece);
      from = piece.next();
    }
    return pieces;
  }

  private static List<Long> leaves(List<MonthPlan> pieces) {
    return pieces.stream()
        .flatMap(piece -> piece.groups().stream())
        .flatMap(group -> group.leaves().stream())
        .toList();
  }

  @Test
  void theOldestMonthThatIsNotSealedIsKnown() throws Exception {
    var closed = new ClosedMonths(archive.jdbc);
    assertThat(closed.oldestOverSince(Instant.parse("2026-03-31T23:59:59Z"))).isEmpty();
    assertThat(closed.oldestOverSince(archive.clock.instant()))
        .contains(Instant.parse("2026-04-01T00:00:00Z"));
    run(Pace.resting(Duration.ZERO));
    // April is over, and not for thirty days
    assertThat(closed.oldestOverSince(archive.clock.instant()))
        .contains(Instant.parse("2026-05-01T00:00:00Z"));
  }
}
