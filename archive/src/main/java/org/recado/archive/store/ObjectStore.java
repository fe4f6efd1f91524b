package org.recado.archive.store;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A bucket whose objects can be locked. Every method throws {@link ObjectStoreException} if the
 * store does not answer or refuses; then nothing is known, except that what is locked stays.
 */
public interface ObjectStore extends AutoCloseable {

  /** Refuses with a sentence if the bucket is not there or cannot lock. */
  void demandLocks();

  /**
   * Writes an object that is locked in compliance mode from its first moment on. Whole or not at
   * all.
   *
   * @param until to the second; has to be in the future
   * @param held with a legal hold, too
   */
  ObjectVersion put(String key, Path file, Instant until, boolean held);

  /** Empty if there is no such version. */
  Optional<ObjectState> find(ObjectVersion version);

  /**
   * Some octets; fewer at the end of the object.
   *
   * @return empty if there is no such version
   */
  Optional<byte[]> read(ObjectVersion version, long from, int length);

  /**
   * All of it into a file, which is replaced.
   *
   * @return whether there is such a version
   */
  boolean download(ObjectVersion version, Path file);

  /** Locks it for longer. The store refuses an earlier time than it has. */
  void extend(ObjectVersion version, Instant until);

  /** Puts a legal hold on it, or takes it off. */
  void hold(ObjectVersion version, boolean on);

  /** Removes a version for good. The store refuses while it is locked or held. */
  void remove(ObjectVersion version);

  /**
   * Every version of every object whose key begins so: by key, and of one key the oldest first.
   * Marks that hide objects are not versions and are left out.
   */
  List<ObjectVersion> versions(String prefix);

  /** What somebody who asks for the object by its key alone gets; empty if it is hidden. */
  Optional<ObjectVersion> current(String key);

  @Override
  void close();
}
