package org.recado.archive.search;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.recado.archive.record.ArchiveKey;
import org.recado.archive.record.ArchivedRecord;
import org.recado.archive.record.ColdSource;
import org.recado.archive.record.DamagedRecordException;
import org.recado.archive.record.Facts;
import org.recado.archive.record.Leaf;
import org.recado.archive.record.RecordReader;
import org.recado.archive.search.SearchEntries.StatusChange;
import org.recado.message.MessageId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Reads the tree in its order and keeps the index. Any node may try at any time; one at a time
 * succeeds.
 *
 * <p>The index is built again as another generation beside the one that is searched, which is
 * retired when the new one has read as far. Whatever ends in between leaves what is searched as it
 * is, and is gone on with.
 */
public final class Indexer {

  private static final Logger LOG = LoggerFactory.getLogger(Indexer.class);

  /** Leaves a batch. */
  static final int BATCH = 1_000;

  /** Advisory locks are numbers; this one spells "rcdindex". */
  private static final long LOCK = 0x726364696e646578L;

  private static final String NEXT =
      """
      select l.leaf_index, r.metadata, r.kind, c.sealed, c.wrapped_key
      from archive.ledger_leaf l
        cross join lateral (
          select metadata, kind from archive.record where id = l.record_id offset 0) r
        left join lateral (
          select sealed, wrapped_key from archive.content
          where record_id = l.record_id
            and r.kind in ('accepted', 'decided', 'answered', 'receipt', 'reply', 'disposed')
          offset 0) c on true
      where l.leaf_index >= ? and l.leaf_index < ?
      order by l.leaf_index
      """;

  /** What is searched, and what is being built. Generation 0 has its cursor elsewhere. */
  private static final String GENERATIONS =
      """
      select number, case number when 0 then (select next_leaf from archive.search_cursor)
          else next_leaf end as next_leaf
      from archive_index.generation
      where state <> 'retired'
      order by state = 'building'
      for update
      """;

  private static final String RETIRE =
      "update archive_index.generation set state = 'retired', retired_at = now() where number = ?";

  /**
   * What was read in earlier batches about messages that get an entry now. The {@code offset 0}
   * keep the planner from reading whole tables: few messages have earlier records.
   */
  private static final String EARLIER =
      """
      select r.metadata, c.sealed, c.wrapped_key
      from unnest(?::uuid[]) m (id)
        cross join lateral (
          select id, metadata from archive.record where message_id = m.id offset 0) r
        cross join lateral (
          select leaf_index from archive.ledger_leaf where record_id = r.id offset 0) l
        cross join lateral (
          select sealed, wrapped_key from archive.content where record_id = r.id offset 0) c
      where l.leaf_index < ?
      """;

  private final JdbcTemplate jdbc;
  private final TransactionOperations transactions;
  private final ArchiveKey key;
  private final ColdSource cold;

  /**
   * @param transactions each {@link #index} runs in one of its own, at READ COMMITTED
   */
  public Indexer(JdbcTemplate jdbc, TransactionOperations transactions, ArchiveKey key) {
    this(jdbc, transactions, key, ColdSource.NONE);
  }

  /**
   * @param transactions each {@link #index} runs in one of its own, at READ COMMITTED
   * @param cold asked for contents that have left the database
   */
  public Indexer(
      JdbcTemplate jdbc, TransactionOperations transactions, ArchiveKey key, ColdSource cold) {
    this.cold = cold;
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.key = key;
  }

  /**
   * Reads the next leaves into the index, and into the generation that is being built beside it.
   *
   * @return how many leaves; 0 if both have caught up or another node is at it. Call again at once
   *     while it is not 0
   */
  public int index() {
    Integer read = transactions.execute(status -> locked() ? indexLocked() : 0);
    return read == null ? 0 : read;
  }

  /**
   * Begins another generation of the index, unless one is being built. The one there is goes on and
   * is searched until the new one has caught up: the next calls of {@link #index}, of any node,
   * build it.
   */
  public void rebuild() {
    jdbc.query("select archive_index.begin()", row -> {});
  }

  /** Does a batch of what {@link #rebuild} began, and waits if another node is at it. */
  public void goOn() {
    transactions.executeWithoutResult(
        status -> {
          jdbc.query("select pg_advisory_xact_lock(?)", row -> {}, LOCK);
          indexLocked();
        });
  }

  /** How far the generation is that is being built; empty if none is. */
  public Optional<Progress> progress() {
    return jdbc
        .query(
            """
            select next_leaf, coalesce((select max(leaf_index) + 1 from archive.ledger_leaf), 0)
            from archive_index.generation where state = 'building'
            """,
            (row, number) -> new Progress(row.getLong(1), row.getLong(2)))
        .stream()
        .findFirst();
  }

  /** Leaves that are read, of all. */
  public record Progress(long done, long all) {}

  private boolean locked() {
    return Boolean.TRUE.equals(
        jdbc.queryForObject("select pg_try_advisory_xact_lock(?)", Boolean.class, LOCK));
  }

  private int indexLocked() {
    var generations = jdbc.query(GENERATIONS, (row, number) -> Cursor.of(row));
    var current = generations.get(0);
    int read = index(current);
    if (read == BATCH || generations.size() == 1) {
      if (read == 0) {
        jdbc.query("select archive_index.drop_retired(interval '1 hour')", row -> {});
      }
      return read; // what is searched comes first
    }
    var building = generations.get(1);
    int built = index(building);
    if (building.next + built >= current.next + read) {
      jdbc.update(RETIRE, current.generation);
      jdbc.update(
          "update archive_index.generation set state = 'current' where number = ?",
          building.generation);
      LOG.info("The search index is built again: generation {}", building.generation);
    }
    return read + built;
  }

  private int index(Cursor cursor) {
    var batch = new Batch(new RecordReader(key, cold));
    jdbc.query(
        connection -> {
          var statement = connection.prepareStatement(NEXT);
          // mails can be large: never many of them at a time
          statement.setFetchSize(100);
          statement.setLong(1, cursor.next);
          statement.setLong(2, cursor.next + BATCH);
          return statement;
        },
        batch::accept);
    if (batch.leaves == 0) {
      return 0;
    }
    var entries = new SearchEntries(jdbc, cursor.generation);
    putMade(entries, batch, cursor.next);
    entries.putStatus(batch.statusOfOthers());
    if (cursor.generation == 0) {
      jdbc.update("update archive.search_cursor set next_leaf = ?", batch.next);
    } else {
      jdbc.update(
          "update archive_index.generation set next_leaf = ? where number = ?",
          batch.next,
          cursor.generation);
    }
    return batch.leaves;
  }

  private void putMade(SearchEntries entries, Batch batch, long from) {
    if (batch.made.isEmpty()) {
      return;
    }
    var builders = new HashMap<MessageId, SearchEntry.Builder>();
    batch.made.forEach(message -> builders.put(message, new SearchEntry.Builder()));
    batch.records.forEach(record -> add(record, builders));
    var madeBefore = new LinkedHashSet<MessageId>();
    jdbc.query(
        connection -> {
          var statement = connection.prepareStatement(EARLIER);
          statement.setFetchSize(100);
          statement.setArray(
              1,
              connection.createArrayOf(
                  "uuid", batch.made.stream().map(MessageId::value).toArray()));
          statement.setLong(2, from);
          return statement;
        },
        (RowCallbackHandler)
            row ->
                batch
                    .open(row)
                    .ifPresent(
                        record -> {
                          add(record, builders);
                          if (SearchEntry.makes(record)) {
                            record.message().ifPresent(madeBefore::add);
                          }
                        }));
    var made = new ArrayList<SearchEntry>();
    builders.values().forEach(builder -> builder.build().ifPresent(made::add));
    entries.remove(madeBefore);
    entries.put(made);
  }

  private static void add(ArchivedRecord record, Map<MessageId, SearchEntry.Builder> builders) {
    record.message().map(builders::get).ifPresent(builder -> builder.accept(record));
  }

  /** How far a generation has read the tree. */
  private record Cursor(int generation, long next) {
    static Cursor of(ResultSet row) throws SQLException {
      return new Cursor(row.getInt("number"), row.getLong("next_leaf"));
    }
  }

  /** What one batch of leaves tells. */
  private static final class Batch {

    private final RecordReader reader;
    private final List<ArchivedRecord> records = new ArrayList<>();
    private final Set<MessageId> made = new LinkedHashSet<>();
    private int leaves;
    private long next;

    Batch(RecordReader reader) {
      this.reader = reader;
    }

    void accept(ResultSet row) throws SQLException {
      leaves++;
      next = row.getLong("leaf_index") + 1;
      if (row.getBytes("wrapped_key") == null) {
        return; // a kind that says nothing here, or what it said is destroyed
      }
      open(row)
          .filter(record -> !record.destroyed() && record.message().isPresent())
          .ifPresent(
              record -> {
                records.add(SearchEntry.slim(record));
                if (SearchEntry.makes(record)) {
                  record.message().ifPresent(made::add);
                }
              });
    }

    /** A damaged record is the verifier's to report; the index goes on without it. */
    Optional<ArchivedRecord> open(ResultSet row) throws SQLException {
      try {
        return Optional.of(
            reader.open(
                Leaf.parseStored(row.getString("metadata")),
                row.getBytes("sealed"),
                row.getBytes("wrapped_key")));
      } catch (DamagedRecordException e) {
        LOG.error("Not indexed: {}. Run archive verify", e.getMessage());
      } catch (IllegalArgumentException e) {
        LOG.error("A leaf cannot be read and is not indexed. Run archive verify");
      }
      return Optional.empty();
    }

    /** The newest status of each message whose entry is not made in this batch. */
    List<StatusChange> statusOfOthers() {
      var newest = new LinkedHashMap<MessageId, StatusChange>();
      for (var record : records) {
        var message = record.message();
        var status = record.fact(Facts.STATUS);
        if (message.isPresent() && status.isPresent() && !made.contains(message.get())) {
          newest.merge(
              message.get(),
              new StatusChange(message.get(), status.get().replace('\0', '\uFFFD'), record.id()),
              (a, b) -> a.record().compareTo(b.record()) > 0 ? a : b);
        }
      }
      return List.copyOf(newest.values());
    }
  }
}
