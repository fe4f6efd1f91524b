package org.recado.archive.record;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.recado.archive.retention.Schedules;
import org.recado.message.MessageId;
import org.recado.message.MessageIds;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;

/** The way in: records are appended here, in the transaction of whoever made them happen. */
public final class Archive {

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
   * commits. The whole list goes at once, so that many together cost little more than one.
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
    RecordRows.write(jdbc, records);
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
}
