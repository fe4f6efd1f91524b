package org.recado.archive.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A store that locks, in memory; held to the same contract as a real one. */
public final class MemoryStore implements ObjectStore {

  private final Clock clock;
  private final List<Kept> kept = new ArrayList<>();
  private int made;

  private static final class Kept {
    private final ObjectVersion version;
    private byte[] octets;
    private Instant until;
    private boolean held;

    Kept(ObjectVersion version, byte[] octets, Instant until, boolean held) {
      this.version = version;
      this.octets = octets;
      this.until = until;
      this.held = held;
    }
  }

  public MemoryStore(Clock clock) {
    this.clock = clock;
  }

  /** What somebody does who has the disks. */
  public synchronized void tamper(ObjectVersion version, int place) {
    kept(version).orElseThrow().octets[place] ^= 1;
  }

  /** What somebody does who has the disks. */
  public synchronized void lose(ObjectVersion version) {
    kept.removeIf(one -> one.version.equals(version));
  }

  @Override
  public synchronized void demandLocks() {}

  @Override
  public synchronized ObjectVersion put(String key, Path file, Instant until, boolean held) {
    if (!until.isAfter(clock.instant())) {
      throw new ObjectStoreException("The object store memory: refuses: the lock is past.");
    }
    try {
      var version = new ObjectVersion(key, "v" + ++made);
      kept.add(
          new Kept(version, Files.readAllBytes(file), until.truncatedTo(ChronoUnit.SECONDS), held));
      return version;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized Optional<ObjectState> find(ObjectVersion version) {
    return kept(version)
        .map(one -> new ObjectState(version, one.octets.length, Optional.of(one.until), one.held));
  }

  @Override
  public synchronized Optional<byte[]> read(ObjectVersion version, long from, int length) {
    return kept(version)
        .map(
            one ->
                Arrays.copyOfRange(
                    one.octets,
                    (int) Math.min(one.octets.length, from),
                    (int) Math.min(one.octets.length, from + length)));
  }

  @Override
  public synchronized boolean download(ObjectVersion version, Path file) {
    var found = kept(version);
    try {
      if (found.isPresent()) {
        Files.write(file, found.get().octets);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found.isPresent();
  }

  @Override
  public synchronized void extend(ObjectVersion version, Instant until) {
    var one = kept(version).orElseThrow(MemoryStore::refused);
    if (until.truncatedTo(ChronoUnit.SECONDS).isBefore(one.until)) {
      throw refused();
    }
    one.until = until.truncatedTo(ChronoUnit.SECONDS);
  }

  @Override
  public synchronized void hold(ObjectVersion version, boolean on) {
    kept(version).orElseThrow(MemoryStore::refused).held = on;
  }

  @Override
  public synchronized void remove(ObjectVersion version) {
    var one = kept(version).orElseThrow(MemoryStore::refused);
    if (one.held || one.until.isAfter(clock.instant())) {
      throw refused();
    }
    kept.remove(one);
  }

  @Override
  public synchronized List<ObjectVersion> versions(String prefix) {
    return kept.stream()
        .map(one -> one.version)
        .filter(version -> version.key().startsWith(prefix))
        .sorted(Comparator.comparing(ObjectVersion::key))
        .toList();
  }

  @Override
  public synchronized Optional<ObjectVersion> current(String key) {
    return kept.stream()
        .map(one -> one.version)
        .filter(version -> version.key().equals(key))
        .reduce((older, newer) -> newer);
  }

  private Optional<Kept> kept(ObjectVersion version) {
    return kept.stream().filter(one -> one.version.equals(version)).findFirst();
  }

  private static ObjectStoreException refused() {
    return new ObjectStoreException("The object store memory: refuses.");
  }

  @Override
  public void close() {}
}
