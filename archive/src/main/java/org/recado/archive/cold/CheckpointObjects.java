package org.recado.archive.cold;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.recado.archive.ledger.Checkpoint;
import org.recado.archive.store.ObjectStore;
import org.recado.archive.store.ObjectVersion;

/**
 * Checkpoints in the object store, each locked: nobody can take back what was said of the archive.
 * Their keys sort by size.
 */
public final class CheckpointObjects {

  private static final int MOST = 16 * 1024;

  private final ColdAccess access;
  private final Duration lockedFor;

  /**
   * @param lockedFor from when it is published
   */
  public CheckpointObjects(ColdAccess access, Duration lockedFor) {
    this.access = access;
    this.lockedFor = lockedFor;
  }

  private String prefix() {
    return access.settings().prefix() + "checkpoints/";
  }

  /**
   * Once for each size, whichever node is first.
   *
   * @throws org.recado.archive.store.ObjectStoreException if the store does not answer
   */
  public void publish(String note, Instant now) throws IOException {
    ObjectStore store = access.store().get();
    String key = prefix() + "%020d.txt".formatted(Checkpoint.sizeOf(note));
    if (!store.versions(key).isEmpty()) {
      return;
    }
    Path file = Files.createTempFile("recado-checkpoint", null);
    try {
      Files.writeString(file, note);
      store.put(key, file, now.plus(lockedFor), false);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /**
   * The largest that was published: as it was written first, whatever was written over it and
   * whether it is hidden or not.
   *
   * @throws org.recado.archive.store.ObjectStoreException if the store does not answer
   */
  public Optional<String> newest() {
    ObjectStore store = access.store().get();
    @Nullable ObjectVersion newest = null;
    for (var version : store.versions(prefix())) {
      if (newest == null || !version.key().equals(newest.key())) {
        newest = version;
      }
    }
    return Optional.ofNullable(newest)
        .flatMap(version -> store.read(version, 0, MOST))
        .map(octets -> new String(octets, StandardCharsets.UTF_8));
  }
}
