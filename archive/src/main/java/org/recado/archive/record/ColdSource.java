package org.recado.archive.record;

import org.recado.archive.store.ObjectStoreException;

/** Where sealed contents are that have left the database. */
@FunctionalInterface
public interface ColdSource {

  /** There is no cold tier here. */
  ColdSource NONE =
      record -> {
        throw new ObjectStoreException(
            "Contents are in an object store, and recado.archive.cold does not say which.");
      };

  /**
   * The sealed content of a record, as it was before it left.
   *
   * @throws DamagedRecordException if it is nowhere
   * @throws ObjectStoreException with a sentence for the operator if the store does not answer;
   *     then nothing is known of it
   */
  byte[] sealed(RecordId record);
}
