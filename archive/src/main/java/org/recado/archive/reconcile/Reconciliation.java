package org.recado.archive.reconcile;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.recado.archive.record.ArchiveKey;
import org.recado.archive.record.ArchivedRecord;
import org.recado.archive.record.ColdSource;
import org.recado.archive.record.DamagedRecordException;
import org.recado.archive.record.Leaf;
import org.recado.archive.record.RecordKind;
import org.recado.archive.record.RecordReader;
import org.recado.archive.record.Snapshot;

/**
 * Holds every hop of every message that came in a window against the next: accepted, recorded,
 * attempted, answered, receipted, and in the operator's own files. Reads one snapshot.
 */
public final class Reconciliation {

  /**
   * Ids begin with the time they were made, a moment after what they record; so the primary key
   * finds a window.
   */
  private static final String MESSAGES =
      """
      select message_id from archive.record
      where id >= ? and id < ? and kind in ('received', 'accepted') and message_id is not null
        and recorded_at >= ? and recorded_at < ?
      """;

  private static final String RECORDS =
      """
      select r.message_id, r.metadata, c.sealed, c.wrapped_key
      from archive.record r
        left join archive.content c on c.record_id = r.id and r.kind in ('submitted', 'answered')
      where r.message_id = any (?)
      order by r.message_id, r.id
      """;

  private static final int BATCH = 500;
  private static final Duration SLACK = Duration.ofHours(1);

  private final DataSource dataSource;
  private final ArchiveKey key;
  private final List<Source> sources;
  private final Clock clock;
  private final ColdSource cold;

  /**
   * How long the next hop may take before its absence is a gap.
   *
   * @param answer from the attempt to what the SMSC said, or to UNKNOWN
   * @param receipt from what the SMSC said to the last receipt
   */
  public record Patience(Duration answer, Duration receipt) {
    /** One hour, and three days: how long an SMSC commonly keeps trying. */
    public static final Patience USUAL = new Patience(Duration.ofHours(1), Duration.ofDays(3));
  }

  public Reconciliation(DataSource dataSource, ArchiveKey key, List<Source> sources, Clock clock) {
    this(dataSource, key, sources, clock, ColdSource.NONE);
  }

  /**
   * @param cold asked for contents that have left the database
   */
  public Reconciliation(
      DataSource dataSource, ArchiveKey key, List<Source> sources, Clock clock, ColdSource cold) {
    this.cold = cold;
    this.dataSource = dataSource;
    this.key = key;
    this.sources = List.copyOf(sources);
    this.clock = clock;
  }

  /**
   * @param from the first instant that counts
   * @param before the first that does not any more
   * @param cdrs the operators' files of that window
   */
  public Result run(Instant from, Instant before, Patience patience, List<Cdr> cdrs)
      throws SQLException {
    try (var snapshot = Snapshot.of(dataSource)) {
      var run = new Run(from, before, patience);
      run.records(snapshot);
      for (var source : sources) {
        run.source(snapshot, source);
      }
      cdrs.forEach(run::cdr);
      return new Result(from, before, run.counts, run.gaps);
    }
  }

  /** One reconciliation while it is made. */
  private final class Run {

    private final Instant from;
    private final Instant before;
    private final Patience patience;
    private final RecordReader reader = new RecordReader(key, cold);
    private final Map<String, Map<String, Long>> counts = new TreeMap<>();
    private final List<Gap> gaps = new ArrayList<>();
    private final Map<RecordKind, Set<UUID>> recorded = new TreeMap<>();
    private final Map<String, Set<String>> taken = new TreeMap<>();
    private final Map<String, UUID> takenBy = new TreeMap<>();
    private final Set<UUID> withoutAttempt = new HashSet<>();

    Run(Instant from, Instant before, Patience patience) {
      this.from = from;
      this.before = before;
      this.patience = patience;
    }

    void records(Snapshot snapshot) throws SQLException {
      Set<UUID> messages = new LinkedHashSet<>();
      try (var statement = snapshot.prepare(MESSAGES, 1_000)) {
        statement.setObject(1, first(from));
        statement.setObject(2, first(before.plus(SLACK)));
        statement.setObject(3, from.atOffset(ZoneOffset.UTC));
        statement.setObject(4, before.atOffset(ZoneOffset.UTC));
        try (var rows = statement.executeQuery()) {
          while (rows.next()) {
            messages.add(rows.getObject(1, UUID.class));
          }
        }
      }
      List<UUID> all = List.copyOf(messages);
      try (var statement = snapshot.prepare(RECORDS, 500)) {
        for (int at = 0; at < all.size(); at += BATCH) {
          Object[] some = all.subList(at, Math.min(at + BATCH, all.size())).toArray();
          statement.setArray(1, statement.getConnection().createArrayOf("uuid", some));
          try (var rows = statement.executeQuery()) {
            batch(rows);
          }
        }
      }
    }

    private void batch(ResultSet rows) throws SQLException {
      @Nullable UUID message = null;
      List<ArchivedRecord> records = new ArrayList<>();
      while (rows.next()) {
        var of = rows.getObject(1, UUID.class);
        if (!of.equals(message)) {
          message(message, records);
          records = new ArrayList<>();
          message = of;
        }
        open(rows).ifPresent(records::add);
      }
      message(message, records);
    }

    private Optional<ArchivedRecord> open(ResultSet row) throws SQLException {
      try {
        return Optional.of(
            reader.open(
                Leaf.parseStored(row.getString("metadata")),
                row.getBytes("sealed"),
                row.getBytes("wrapped_key")));
      } catch (DamagedRecordException | IllegalArgumentException e) {
        gaps.add(
            new Gap(row.getString("message_id"), "records", "a record is damaged: archive verify"));
        return Optional.empty();
      }
    }

    private void message(@Nullable UUID message, List<ArchivedRecord> records) {
      if (message == null) {
        return;
      }
      for (var record : records) {
        recorded.computeIfAbsent(record.kind(), kind -> new HashSet<>()).add(message);
      }
      var accepted = last(records, RecordKind.ACCEPTED);
      if (accepted.isEmpty()) {
        last(records, RecordKind.RECEIVED).ifPresent(mail -> count(mail, "", "received"));
        return;
      }
      var attempt = last(records, RecordKind.SUBMITTED);
      var answer = last(records, RecordKind.ANSWERED);
      String connection =
          attempt.or(() -> answer).flatMap(record -> record.fact("connection")).orElse("");
      count(accepted.get(), connection, "accepted");
      attempt.ifPresent(record -> count(accepted.get(), connection, "attempted"));
      answer.ifPresent(record -> count(accepted.get(), connection, "answered"));
      last(records, RecordKind.RECEIPT)
          .ifPresent(record -> count(accepted.get(), connection, "receipted"));
      if (attempt.isEmpty()) {
        if (last(records, RecordKind.DECIDED).isEmpty()) {
          withoutAttempt.add(message);
        }
        return;
      }
      hops(message, records, attempt.get(), answer, connection);
    }

    private void hops(
        UUID message,
        List<ArchivedRecord> records,
        ArchivedRecord attempt,
        Optional<ArchivedRecord> answer,
        String connection) {
      var now = clock.instant();
      if (answer.isEmpty() || answer.get().id().compareTo(attempt.id()) < 0) {
        if (attempt.at().plus(patience.answer()).isBefore(now)) {
          gap(
              message,
              "attempts → answers",
              "it was attempted at " + attempt.at() + ", and nothing says what became of that");
        }
        return;
      }
      String ids = answer.get().fact("smsc-ids").orElse("");
      for (String id : ids.split(" ", -1)) {
        String bare = Cdr.canonical(id.replaceFirst("^[0-9]+=", ""));
        if (!bare.isEmpty()) {
          taken.computeIfAbsent(connection, name -> new HashSet<>()).add(bare);
          takenBy.put(connection + " " + bare, message);
        }
      }
      if (!ids.isBlank()
          && last(records, RecordKind.RECEIPT).isEmpty()
          && answer.get().at().plus(patience.receipt()).isBefore(now)) {
        gap(
            message,
            "answers → receipts",
            "the SMSC took it at " + answer.get().at() + ", and no receipt came");
      }
    }

    void source(Snapshot snapshot, Source source) throws SQLException {
      try (var statement = snapshot.prepare(source.sql(), 1_000)) {
        statement.setObject(1, from.atOffset(ZoneOffset.UTC));
        statement.setObject(2, before.atOffset(ZoneOffset.UTC));
        var known = recorded.getOrDefault(source.expected(), Set.of());
        try (var rows = statement.executeQuery()) {
          while (rows.next()) {
            var id = rows.getObject("id", UUID.class);
            var at = rows.getObject("at", OffsetDateTime.class).toInstant();
            counted(at, "", source.name());
            if (!known.contains(id)) {
              gap(
                  id,
                  source.name() + " → records",
                  "it came at " + at + ", and there is no record " + source.expected().wireName());
            } else if (rows.getBoolean("open")) {
              withoutAttempt.remove(id);
            }
          }
        }
      }
      if (source.expected() == RecordKind.ACCEPTED) {
        withoutAttempt.forEach(
            id ->
                gap(
                    id,
                    "records → attempts",
                    "it was accepted, waits no more, and was neither attempted nor given up"));
      }
    }

    void cdr(Cdr cdr) {
      var ours = taken.getOrDefault(cdr.connection(), Set.of());
      for (String id : ours) {
        if (!cdr.ids().contains(id)) {
          gap(
              takenBy.get(cdr.connection() + " " + id),
              "answers → operator's file",
              "the operator's file does not have its id " + id);
        }
      }
      for (String id : cdr.ids()) {
        counted(from, cdr.connection(), "in the operator's file");
        if (!ours.contains(id)) {
          gaps.add(new Gap(id, "operator's file → answers", "no answer on record has this id"));
        }
      }
    }

    private void gap(@Nullable UUID message, String leg, String what) {
      gaps.add(new Gap(String.valueOf(message), leg, what));
    }

    private void count(ArchivedRecord record, String connection, String what) {
      counted(record.at(), connection, what);
    }

    private void counted(Instant at, String connection, String what) {
      String hour =
          at.truncatedTo(ChronoUnit.HOURS) + (connection.isEmpty() ? "" : " ") + connection;
      counts.computeIfAbsent(hour, name -> new TreeMap<>()).merge(what, 1L, Long::sum);
    }

    private static Optional<ArchivedRecord> last(List<ArchivedRecord> records, RecordKind kind) {
      return records.stream()
          .filter(record -> record.kind() == kind)
          .reduce((earlier, later) -> later);
    }
  }

  /** The smallest id of that millisecond. */
  private static UUID first(Instant at) {
    return new UUID(at.toEpochMilli() << 16, 0);
  }
}
