package org.recado.archive.record;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.recado.message.Category;
import org.recado.message.MessageId;

/**
 * One thing that happened to one message, ready to be appended. Only kind, time, message and
 * retention class are kept for good; facts, people and parts are sealed with the record's own key,
 * and go when it is disposed of.
 */
public final class RecordDraft {

  private final RecordKind kind;
  private final Optional<MessageId> message;
  private final Instant at;
  private Optional<Instant> sourceAt = Optional.empty();
  private Optional<Category> category = Optional.empty();
  private final SortedMap<String, String> facts = new TreeMap<>();
  private final List<Party> people = new ArrayList<>();
  private final List<Part> parts = new ArrayList<>();

  private RecordDraft(RecordKind kind, Optional<MessageId> message, Instant at) {
    this.kind = kind;
    this.message = message;
    this.at = at;
  }

  /**
   * @param at when it happened by our clock, UTC; kept to the microsecond
   */
  public static RecordDraft about(RecordKind kind, MessageId message, Instant at) {
    return new RecordDraft(kind, Optional.of(message), at);
  }

  /** For what concerns no one message: a search, a sign-in, a directory run. */
  public static RecordDraft general(RecordKind kind, Instant at) {
    return new RecordDraft(kind, Optional.empty(), at);
  }

  /** When it happened by the source's own clock: the mail's Date, the receipt's done date. */
  public RecordDraft sourceAt(Instant value) {
    sourceAt = Optional.of(value);
    return this;
  }

  /** Decides the retention class; without it the default schedule applies. */
  public RecordDraft category(Category value) {
    category = Optional.of(value);
    return this;
  }

  /** A fact, by a name of {@link Facts} where there is one. Empty values are left out. */
  public RecordDraft fact(String name, Object value) {
    String text = Objects.toString(value);
    if (!text.isEmpty()) {
      facts.put(name, text);
    }
    return this;
  }

  /** A fact that may not be known. */
  public RecordDraft fact(String name, Optional<?> value) {
    value.ifPresent(known -> fact(name, known));
    return this;
  }

  public RecordDraft party(String role, Map<String, String> particulars) {
    people.add(new Party(role, particulars));
    return this;
  }

  /** Bytes to keep as they are. The array is not copied: do not change it afterwards. */
  public RecordDraft part(String name, String mediaType, byte[] bytes) {
    parts.add(new Part(name, mediaType, bytes));
    return this;
  }

  /** Text to keep, as UTF-8. */
  public RecordDraft part(String name, String text) {
    return part(name, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  public RecordKind kind() {
    return kind;
  }

  public Optional<MessageId> message() {
    return message;
  }

  public Instant at() {
    return at;
  }

  public Optional<Instant> sourceAt() {
    return sourceAt;
  }

  public Optional<Category> category() {
    return category;
  }

  public SortedMap<String, String> facts() {
    return facts;
  }

  public List<Party> people() {
    return people;
  }

  public List<Part> parts() {
    return parts;
  }
}
