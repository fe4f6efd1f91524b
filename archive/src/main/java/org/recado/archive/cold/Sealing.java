package org.recado.archive.cold;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.recado.archive.ledger.KeyHistory;
import org.recado.archive.ledger.SigningKey;
import org.recado.archive.store.ObjectStore;
import org.recado.archive.store.ObjectVersion;
import org.recado.message.MessageIds;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Seals the months that are over, a segment at a time: a row that says so, the object, locked from
 * its first moment; the object read back and checked by itself; then, in one transaction, its
 * contents leave the database. Broken off anywhere, the next run goes on from the row.
 */
public final class Sealing {

  /** Advisory locks are numbers; this one spells "rcdcold!". */
  private static final long LOCK = 0x726364636f6c6421L;

  private static final int RECORDS = 20_000;
  private static final int AT_A_TIME = 200;

  /** Records planned at a time, so that neither memory nor the snapshot is held for long. */
  private static final int PIECE = 200_000;

  private static final String CONTENTS =
      """
      select l.leaf_index, r.metadata, c.sealed
      from archive.ledger_leaf l
        join archive.record r on r.id = l.record_id
        join archive.content c on c.record_id = l.record_id
      where l.leaf_index = any (?) and c.sealed is not null
      order by l.leaf_index
      """;

  private final DataSource dataSource;
  private final JdbcTemplate jdbc;
  private final TransactionTemplate transactions;
  private final Supplier<ObjectStore> store;
  private final ColdSettings settings;
  private final SigningKey key;
  private final MessageIds ids;
  private final Clock clock;
  private final ClosedMonths closed;

  /**
   * What is to be sealed, or was.
   *
   * @param lockedUntil until when nobody can remove it
   * @param octets of the contents
   */
  public record Step(
      YearMonth month, Instant lockedUntil, long segments, long records, long octets) {}

  /** What became of a run. */
  public enum Outcome {
    /** Everything that was to be sealed is. */
    DONE,
    /** Its {@link Pace} ended it; the next run goes on. */
    ENDED,
    /** Another run is at it. */
    BUSY
  }

  /**
   * @param dataSource of a login that may take the role {@code recado_disposition}
   * @param store asked by {@link #run} alone
   * @param key signs the segments
   */
  public Sealing(
      DataSource dataSource,
      Supplier<ObjectStore> store,
      ColdSettings settings,
      SigningKey key,
      MessageIds ids,
      Clock clock) {
    this.dataSource = dataSource;
    this.jdbc = new JdbcTemplate(dataSource);
    this.transactions = new TransactionTemplate(new JdbcTransactionManager(dataSource));
    this.store = store;
    this.settings = settings;
    this.key = key;
    this.ids = ids;
    this.clock = clock;
    this.closed = new ClosedMonths(jdbc);
  }

  /** What a run would seal now. Asks the database alone. */
  public List<Step> plan() throws SQLException {
    var steps = new ArrayList<Step>();
    for (var month : due()) {
      Optional<UUID> from = Optional.of(MonthPlan.first(month));
      while (from.isPresent()) {
        var plan = planOf(month, from.get(), Long.MAX_VALUE);
        plan.groups().forEach(group -> steps.add(step(month, group)));
        from = plan.next();
      }
    }
    return steps;
  }

  private Step step(YearMonth month, MonthPlan.Group group) {
    return new Step(
        month,
        lock(group.lockedUntil()),
        Math.max(
            1 + group.octets() / settings.segmentOctets(),
            1 + (group.leaves().size() - 1L) / RECORDS),
        group.leaves().size(),
        group.octets());
  }

  /**
   * Seals what is to be sealed; one run at a time in the whole installation.
   *
   * @param pace leaves database and network to others in between
   * @param progress told after each segment
   * @throws org.recado.archive.store.ObjectStoreException if the store does not answer: run it
   *     again
   */
  public Outcome run(Pace pace, Consumer<Step> progress) throws SQLException, IOException {
    try (var connection = dataSource.getConnection();
        var lock = connection.prepareStatement("select pg_try_advisory_lock(?)");
        var unlock = connection.prepareStatement("select pg_advisory_unlock(?)")) {
      lock.setLong(1, LOCK);
      try (var row = lock.executeQuery()) {
        if (!row.next() || !row.getBoolean(1)) {
          return Outcome.BUSY;
        }
      }
      try {
        return runLocked(pace, progress) ? Outcome.DONE : Outcome.ENDED;
      } finally {
        unlock.setLong(1, LOCK);
        unlock.execute();
      }
    }
  }

  /** Whether it went to the end. */
  private boolean runLocked(Pace pace, Consumer<Step> progress) throws SQLException, IOException {
    store.get().demandLocks();
    for (var begun : begun()) {
      var versions = store.get().versions(begun.key());
      if (versions.isEmpty()) {
        asDisposition("select cold.give_up(?, null)", begun.id());
      } else {
        finish(begun, versions.get(0));
      }
    }
    var months = due();
    if (months.isEmpty()) {
      return true;
    }
    var leaves = new Leaves(dataSource, key);
    for (var month : months) {
      if (!seal(month, leaves, pace, progress)) {
        return false;
      }
      if (closed.isEmpty(month)) {
        asDisposition("select cold.month_done(?)", month.atDay(1));
      }
    }
    return true;
  }

  private boolean seal(YearMonth month, Leaves leaves, Pace pace, Consumer<Step> progress)
      throws IOException {
    Optional<UUID> from = Optional.of(MonthPlan.first(month));
    while (from.isPresent()) {
      if (!pace.goOn()) {
        return false;
      }
      var plan = planOf(month, from.get(), leaves.size());
      for (var group : plan.groups()) {
        int next = 0;
        while (next < group.leaves().size()) {
          int before = next;
          next = seal(month, group, next, leaves, pace, progress);
          if (next == before || !pace.rest()) {
            return false;
          }
        }
      }
      from = plan.next();
    }
    return true;
  }

  /**
   * @return the place of the group's first leaf that is in no segment yet; {@code from} if the run
   *     is to end
   */
  private int seal(
      YearMonth month,
      MonthPlan.Group group,
      int from,
      Leaves leaves,
      Pace pace,
      Consumer<Step> progress)
      throws IOException {
    var id = ids.next().value();
    var until = lock(group.lockedUntil());
    String name = settings.prefix() + "segments/" + month + "/" + id + ".segment";
    asDisposition(
        "select cold.begin_segment(?, ?, ?, ?, ?)",
        id,
        name,
        month.atDay(1),
        group.indexed(),
        Timestamp.from(until));
    Path file = Files.createTempFile("recado-segment", null);
    int next = from;
    try {
      long records;
      long octets;
      try (var writer = new SegmentWriter(file)) {
        while (next < group.leaves().size()
            && next - from < RECORDS
            && writer.size() < settings.segmentOctets()) {
          if (!pace.goOn()) {
            asDisposition("select cold.give_up(?, null)", id);
            return from;
          }
          var some =
              group.leaves().subList(next, Math.min(next + AT_A_TIME, group.leaves().size()));
          add(some, writer);
          next += some.size();
        }
        records = writer.leaves().size();
        octets = writer.size();
        if (records > 0) {
          writer.finish(id, leaves.note(), leaves.handovers(), leaves.proof(writer.leaves()), key);
        }
      }
      if (records == 0) {
        // all of them were destroyed since they were planned
        asDisposition("select cold.give_up(?, null)", id);
        return next;
      }
      finish(segment(id), store.get().put(name, file, until, false));
      progress.accept(new Step(month, until, 1, records, octets));
    } finally {
      Files.deleteIfExists(file);
    }
    return next;
  }

  private void add(List<Long> leaves, SegmentWriter writer) {
    jdbc.query(
        connection -> {
          var statement = connection.prepareStatement(CONTENTS);
          statement.setArray(1, connection.createArrayOf("bigint", leaves.toArray()));
          return statement;
        },
        row -> {
          try {
            writer.add(row.getLong(1), row.getString(2), row.getBytes(3));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /** Reads the object back, and lets its contents leave the database if it is what it should be. */
  private void finish(Segment segment, ObjectVersion version) throws IOException {
    Path file = Files.createTempFile("recado-segment", null);
    try {
      var state = store.get().find(version);
      if (!store.get().download(version, file) || state.isEmpty()) {
        throw new IOException("Segment " + version.key() + " is not there any more.");
      }
      SegmentFile read;
      try {
        read = SegmentFile.read(file, key.verifierKey(), handovers());
      } catch (IllegalArgumentException e) {
        throw givenUp(segment, version, String.valueOf(e.getMessage()), e);
      }
      if (!read.problems().isEmpty() || !read.id().equals(segment.id())) {
        throw givenUp(
            segment,
            version,
            read.problems().isEmpty() ? "is another one" : read.problems().get(0).what(),
            null);
      }
      if (state.get().lockedUntil().filter(t -> !t.isBefore(segment.lockedUntil())).isEmpty()) {
        throw new IOException(
            "The object store did not lock segment "
                + version.key()
                + " until "
                + segment.lockedUntil()
                + "; its contents stay in the database.");
      }
      seal(segment, version, read);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private IOException givenUp(
      Segment segment, ObjectVersion version, String what, @Nullable Exception cause) {
    asDisposition("select cold.give_up(?, ?)", segment.id(), version.version());
    return new IOException(
        "The segment "
            + version.key()
            + " that was read back "
            + what
            + "; it is not used, and its contents stay in the database. Run this again.",
        cause);
  }

  private void seal(Segment segment, ObjectVersion version, SegmentFile read) {
    var entries = read.entries();
    transactions.executeWithoutResult(
        status -> {
          jdbc.execute("set local role recado_disposition");
          jdbc.query(
              "select cold.seal(?, ?, ?, ?, ?, ?, ?)",
              statement -> {
                var connection = statement.getConnection();
                statement.setObject(1, segment.id());
                statement.setString(2, version.version());
                statement.setLong(3, read.size());
                statement.setBytes(4, HexFormat.of().parseHex(read.sha256()));
                statement.setArray(
                    5,
                    connection.createArrayOf(
                        "uuid", entries.stream().map(e -> e.leaf().id().value()).toArray()));
                statement.setArray(
                    6,
                    connection.createArrayOf(
                        "bigint", entries.stream().map(SegmentFile.Entry::place).toArray()));
                statement.setArray(
                    7,
                    connection.createArrayOf(
                        "bytea",
                        entries.stream()
                            .map(e -> HexFormat.of().parseHex(e.leaf().content()))
                            .toArray(byte[][]::new)));
              },
              row -> {});
        });
  }

  private Instant lock(Instant end) {
    // twice, so that it is not lengthened at once
    var least =
        clock.instant().plus(settings.ahead().multipliedBy(2)).truncatedTo(ChronoUnit.SECONDS);
    return end.isAfter(least) ? end : least;
  }

  private List<YearMonth> due() {
    return closed.before(clock.instant().minus(settings.after()));
  }

  private MonthPlan planOf(YearMonth month, UUID from, long below) {
    var plan = transactions.execute(status -> MonthPlan.of(jdbc, month, from, below, PIECE));
    if (plan == null) {
      throw new IllegalStateException("a transaction without a result");
    }
    return plan;
  }

  private List<KeyHistory.Handover> handovers() {
    return jdbc.query(
        "select note from archive.handover order by from_size",
        (row, number) -> KeyHistory.Handover.open(row.getString(1)));
  }

  private List<Segment> begun() {
    return jdbc.query(
        Segment.COLUMNS + "where s.state = 'writing' order by s.begun_at",
        (row, number) -> Segment.of(row));
  }

  private Segment segment(UUID id) {
    return jdbc.query(Segment.COLUMNS + "where s.id = ?", (row, number) -> Segment.of(row), id)
        .get(0);
  }

  private void asDisposition(String sql, Object... values) {
    transactions.executeWithoutResult(
        status -> {
          jdbc.execute("set local role recado_disposition");
          jdbc.query(sql, row -> {}, values);
        });
  }
}
