package org.recado.archive.record;

import java.security.SecureRandom;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.recado.archive.retention.Schedules;
import org.recado.message.MessageId;
import org.recado.message.MessageIds;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;

/** The way in: records are appended here, in the transaction of whoever made them happen. */
public final class Archive {

  private static final String APPEND =
      """
      with r as (
        insert into archive.record (id, message_id, recorded_at, kind, metadata)
        select id, message, at::timestamptz, kind, metadata
        from unnest(?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::text[])
          as t (id, message, at, kind, metadata)
      ), c as (
        insert into archive.content (record_id, sealed, wrapped_key)
        select * from unnest(?::uuid[], ?::bytea[], ?::bytea[])
      )
      insert into archive.ledger_pending (record_id) select unnest(?::uuid[])
      """;

  private static final String READ =
      """
      select r.metadata, c.sealed, c.wrapped_key
      from archive.record r left join archive.content c on c.record_id = r.id
      """;

  private final JdbcTemplate jdbc;
  private final ArchiveKey key;
  private final Schedules schedules;
  private final MessageIds ids;
  private final SecureRandom random;
  private final ColdSource cold;

  public Archive(
      JdbcTemplate jdbc, ArchiveKey key, Schedules schedules, MessageIds ids, SecureRandom random) {
    this(jdbc, key, schedules, ids, random, ColdSource.NONE);
  }

  /**
   * @param cold asked for contents that have left the database; what it throws, everything that
   *     reads throws
   */
  public Archive(
      JdbcTemplate jdbc,
      ArchiveKey key,
      Schedules schedules,
      MessageIds ids,
      SecureRandom random,
      ColdSource cold) {
    this.cold = cold;
    this.jdbc = jdbc;
    this.key = key;
    this.schedules = schedules;
    this.ids = ids;
    this.random = random;
  }

  /**
   * Appends records, in the caller's transaction: they are in the archive if and only if it
   * commits. One statement for the whole list, so many together cost little more than one.
   *
   * @return the ids, in the order of the drafts; each sorts after those before it
   * @throws IllegalArgumentException if two parts of a draft have one name, or one has a name that
   *     is not plain lower-case ASCII
   */
  public List<RecordId> append(List<RecordDraft> drafts) {
    if (drafts.isEmpty()) {
      return List.of();
    }
    var sealer = new RecordSealer(key, schedules, random);
    var records = new ArrayList<SealedRecord>(drafts.size());
    for (var draft : drafts) {
      records.add(sealer.seal(new RecordId(ids.next().value()), draft));
    }
    jdbc.update(APPEND, statement -> bind(statement, records));
    return records.stream().map(record -> record.leaf.id()).toList();
  }

  /**
   * @throws NoSuchElementException if there is no such record
   * @throws DamagedRecordException if it is not what its leaf says
   */
  public ArchivedRecord get(RecordId id) {
    return find(id).orElseThrow(() -> new NoSuchElementException("there is no record " + id));
  }

  /**
   * @throws DamagedRecordException if it is not what its leaf says
   */
  public Optional<ArchivedRecord> find(RecordId id) {
    return jdbc.query(READ + " where r.id = ?", opening(), id.value()).stream().findFirst();
  }

  /**
   * Everything that happened to a message, in time order.
   *
   * @throws DamagedRecordException if one of them is not what its leaf says
   */
  public List<ArchivedRecord> ofMessage(MessageId message) {
    return jdbc.query(
        READ + " where r.message_id = ? order by r.recorded_at, r.id", opening(), message.value());
  }

  /**
   * The same, where the id may also be that of one record about no message.
   *
   * @throws DamagedRecordException if one of them is not what its leaf says
   */
  public List<ArchivedRecord> ofSubject(MessageId subject) {
    var records = ofMessage(subject);
    return records.isEmpty() ? find(new RecordId(subject.value())).stream().toList() : records;
  }

  /**
   * Opens what a query found.
   *
   * @param sql with columns {@code metadata}, {@code sealed} and {@code wrapped_key}
   * @throws DamagedRecordException if one of them is not what its leaf says
   */
  public List<ArchivedRecord> open(String sql, Object... values) {
    return jdbc.query(sql, opening(), values);
  }

  private RowMapper<ArchivedRecord> opening() {
    var reader = new RecordReader(key, cold);
    return (row, number) ->
        reader.open(
            Leaf.parse(row.getString("metadata")),
            row.getBytes("sealed"),
            row.getBytes("wrapped_key"));
  }

  private static void bind(PreparedStatement statement, List<SealedRecord> records)
      throws SQLException {
    int n = records.size();
    var id = new Object[n];
    var message = new @Nullable Object[n];
    // the driver sends an array of strings as it is, and of anything else by its literal
    var at = new String[n];
    var kind = new String[n];
    var metadata = new String[n];
    var sealed = new byte[n][];
    var wrapped = new byte[n][];
    for (int i = 0; i < n; i++) {
      var record = records.get(i);
      id[i] = record.leaf.id().value();
      message[i] = record.leaf.message().map(MessageId::value).orElse(null);
      at[i] = Leaf.time(record.leaf.at());
      kind[i] = record.leaf.kind().wireName();
      metadata[i] = record.leaf.metadata();
      sealed[i] = record.sealed;
      wrapped[i] = record.wrappedKey;
    }
    var connection = statement.getConnection();
    Array ids = connection.createArrayOf("uuid", id);
    statement.setArray(1, ids);
    statement.setArray(2, connection.createArrayOf("uuid", message));
    statement.setArray(3, connection.createArrayOf("text", at));
    statement.setArray(4, connection.createArrayOf("text", kind));
    statement.setArray(5, connection.createArrayOf("text", metadata));
    statement.setArray(6, ids);
    statement.setArray(7, connection.createArrayOf("bytea", sealed));
    statement.setArray(8, connection.createArrayOf("bytea", wrapped));
    statement.setArray(9, ids);
  }
}
