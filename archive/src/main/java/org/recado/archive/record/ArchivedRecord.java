package org.recado.archive.record;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.recado.message.MessageId;

/**
 * A record as it was appended, opened and checked against its leaf.
 *
 * @param destroyed whether its content was destroyed under a schedule; then only the leaf is left,
 *     and facts, people and parts are empty
 */
public record ArchivedRecord(
    Leaf leaf,
    SortedMap<String, String> facts,
    List<Party> people,
    List<Part> parts,
    boolean destroyed) {

  public ArchivedRecord {
    facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
    people = List.copyOf(people);
    parts = List.copyOf(parts);
  }

  static ArchivedRecord withoutContent(Leaf leaf) {
    return new ArchivedRecord(leaf, new TreeMap<>(Map.of()), List.of(), List.of(), true);
  }

  public RecordId id() {
    return leaf.id();
  }

  public RecordKind kind() {
    return leaf.kind();
  }

  public Optional<MessageId> message() {
    return leaf.message();
  }

  public Instant at() {
    return leaf.at();
  }

  public Optional<Instant> sourceAt() {
    return leaf.sourceAt();
  }

  /** A fact, by a name of {@link Facts} where there is one. */
  public Optional<String> fact(String name) {
    return Optional.ofNullable(facts.get(name));
  }

  public Optional<Part> part(String name) {
    return parts.stream().filter(part -> part.name().equals(name)).findFirst();
  }

  /** Only what the leaf tells. */
  @Override
  public String toString() {
    return kind().wireName() + " " + id();
  }
}
