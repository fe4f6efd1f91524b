package org.recado.archive.cold;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.recado.archive.record.ColdSource;
import org.recado.archive.record.DamagedRecordException;
import org.recado.archive.record.RecordId;
import org.recado.archive.store.ObjectStore;
import org.recado.archive.store.ObjectVersion;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Reads sealed contents out of the segments. Neighbours are mostly asked for together, so it
 * fetches blocks and keeps the last ones; memory stays bounded.
 */
public final class ColdTier implements ColdSource {

  private static final int BLOCK = 256 * 1024;
  private static final int KEPT = 32;

  private static final String PLACE =
      """
      select s.object_key, s.version, p.place, p.size
      from cold.place p join cold.segment s on s.id = p.segment_id
      where p.record_id = ? and s.version is not null
      """;

  private final JdbcTemplate jdbc;
  private final Supplier<ObjectStore> store;
  private final Map<Block, byte[]> blocks = new Blocks();

  private record Block(ObjectVersion version, long number) {}

  private record Place(ObjectVersion version, long place, int size) {}

  private static final class Blocks extends LinkedHashMap<Block, byte[]> {
    private static final long serialVersionUID = 1;

    Blocks() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Block, byte[]> eldest) {
      return size() > KEPT;
    }
  }

  /**
   * @param store asked only once something is read
   */
  public ColdTier(JdbcTemplate jdbc, Supplier<ObjectStore> store) {
    this.jdbc = jdbc;
    this.store = store;
  }

  /**
   * @throws DamagedRecordException if it is nowhere, or the object is not there or too short
   * @throws org.recado.archive.store.ObjectStoreException if the store does not answer
   */
  @Override
  public byte[] sealed(RecordId record) {
    List<Place> places =
        jdbc.query(
            PLACE,
            (row, number) ->
                new Place(
                    new ObjectVersion(row.getString(1), row.getString(2)),
                    row.getLong(3),
                    row.getInt(4)),
            record.value());
    if (places.isEmpty()) {
      throw new DamagedRecordException(
          record, "its content is neither in the database nor in a segment");
    }
    return read(record, places.get(0));
  }

  private byte[] read(RecordId record, Place at) {
    byte[] sealed = new byte[at.size];
    int done = 0;
    while (done < at.size) {
      long next = at.place + done;
      byte[] block = block(record, new Block(at.version, next / BLOCK));
      int from = (int) (next % BLOCK);
      int length = Math.min(at.size - done, block.length - from);
      if (length <= 0) {
        throw new DamagedRecordException(record, "its segment " + at.version.key() + " is cut");
      }
      System.arraycopy(block, from, sealed, done, length);
      done += length;
    }
    return sealed;
  }

  private byte[] block(RecordId record, Block wanted) {
    synchronized (blocks) {
      byte[] known = blocks.get(wanted);
      if (known != null) {
        return known;
      }
    }
    byte[] read =
        store
            .get()
            .read(wanted.version, wanted.number * BLOCK, BLOCK)
            .orElseThrow(
                () ->
                    new DamagedRecordException(
                        record,
                        "its segment " + wanted.version.key() + " is not in the object store"));
    synchronized (blocks) {
      blocks.put(wanted, read);
    }
    return read;
  }
}
