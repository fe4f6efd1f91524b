package org.recado.dkim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Name servers as a test wants them. */
final class PublishedKeys implements TxtRecords {

  private final Map<String, String> records = new ConcurrentHashMap<>();
  final AtomicInteger asked = new AtomicInteger();
  volatile boolean silent;

  /** Those of the signed mails in {@code dkim/}. */
  static PublishedKeys ofVectors() {
    var keys = new PublishedKeys();
    new String(vector("keys.txt"), StandardCharsets.US_ASCII)
        .lines()
        .map(line -> line.split("\t", 2))
        .forEach(line -> keys.publish(line[0], line[1]));
    return keys;
  }

  static byte[] vector(String name) {
    try (var in = PublishedKeys.class.getResourceAsStream("/dkim/" + name)) {
      if (in == null) {
        throw new IllegalArgumentException("there is no " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  PublishedKeys publish(String name, String record) {
    records.put(name, record);
    return this;
  }

  @Override
  public List<String> find(String name) throws Unavailable {
    asked.incrementAndGet();
    if (silent) {
      throw new Unavailable("silent", new IOException());
    }
    var record = records.get(name);
    return record == null ? List.of() : List.of(record);
  }
}
