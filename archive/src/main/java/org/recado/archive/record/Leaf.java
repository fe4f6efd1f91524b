package org.recado.archive.record;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.recado.archive.retention.RetentionClass;
import org.recado.archive.retention.RetentionClass.Trigger;
import org.recado.message.MessageId;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is kept of a record for ever, and what the ledger hashes: nothing in it is about a person.
 * docs/archive-format.md section 2.
 *
 * @param at when it happened by our clock, to the microsecond
 * @param sourceAt when it happened by the source's own clock
 * @param content SHA-256 of the sealed content, in lower-case hexadecimal
 * @param parts what the content is made of, in the order in which it is packed
 */
public record Leaf(
    RecordId id,
    RecordKind kind,
    Optional<MessageId> message,
    Instant at,
    Optional<Instant> sourceAt,
    RetentionClass retention,
    String content,
    List<LeafPart> parts) {

  static final String FORMAT = "recado-leaf/1";
  private static final String RELATION_END = "relation-end";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Map<String, RecordKind> KINDS =
      Arrays.stream(RecordKind.values())
          .collect(Collectors.toUnmodifiableMap(RecordKind::wireName, Function.identity()));

  public Leaf {
    at = at.truncatedTo(ChronoUnit.MICROS);
    sourceAt = sourceAt.map(time -> time.truncatedTo(ChronoUnit.MICROS));
    parts = List.copyOf(parts);
  }

  /**
   * One piece of the content.
   *
   * @param size in octets
   * @param digest HMAC-SHA-256 of its octets under the part's salt, in lower-case hexadecimal
   */
  public record LeafPart(String name, String mediaType, long size, String digest) {

    private void write(StringBuilder json) {
      text(json, "{\"digest\":", digest);
      text(json, ",\"name\":", name);
      json.append(",\"size\":").append(size);
      text(json, ",\"type\":", mediaType);
      json.append('}');
    }
  }

  /**
   * The canonical text: stored as it is, and hashed as it is. Every record passes here, so that the
   * members are written in their order (RFC 8785 section 3.2.3) rather than sorted.
   */
  public String metadata() {
    var json = new StringBuilder(768);
    text(json, "{\"at\":", time(at));
    text(json, ",\"content\":", content);
    text(json, ",\"format\":", FORMAT);
    text(json, ",\"id\":", id.toString());
    text(json, ",\"kind\":", kind.wireName());
    message.ifPresent(value -> text(json, ",\"message\":", value.toString()));
    String before = ",\"parts\":[";
    for (var part : parts) {
      part.write(json.append(before));
      before = ",";
    }
    json.append(parts.isEmpty() ? ",\"parts\":[]" : "]");
    text(json, ",\"retention\":{\"class\":", retention.name());
    if (retention.trigger() != Trigger.RECORDED) {
      text(json, ",\"from\":", RELATION_END);
    }
    json.append(",\"years\":").append(retention.years()).append('}');
    sourceAt.ifPresent(value -> text(json, ",\"source_at\":", time(value)));
    return json.append('}').toString();
  }

  private static void text(StringBuilder json, String before, String value) {
    CanonicalJson.string(value, json.append(before));
  }

  /**
   * Reads a stored leaf.
   *
   * @throws IllegalArgumentException if it is not exactly what {@link #metadata} would write
   */
  public static Leaf parse(String metadata) {
    Leaf leaf = parseStored(metadata);
    if (!leaf.metadata().equals(metadata)) {
      throw new IllegalArgumentException("the metadata is not in its canonical form");
    }
    return leaf;
  }

  /**
   * The same without asking whether the form is the canonical one: for who reads on, and leaves the
   * checking to the verifier.
   *
   * @throws IllegalArgumentException if it is no leaf of this format
   */
  public static Leaf parseStored(String metadata) {
    try {
      return read(new Fields(JSON.readValue(metadata, Map.class)));
    } catch (JacksonException | DateTimeParseException e) {
      throw new IllegalArgumentException("the metadata is not a leaf of format " + FORMAT, e);
    }
  }

  private static Leaf read(Fields json) {
    if (!json.string("format").equals(FORMAT)) {
      throw new IllegalArgumentException("the metadata is not a leaf of format " + FORMAT);
    }
    var kind = KINDS.get(json.string("kind"));
    if (kind == null) {
      throw new IllegalArgumentException("the metadata has a kind this version does not know");
    }
    var parts = new ArrayList<LeafPart>();
    if (!(json.map.get("parts") instanceof List<?> list)) {
      throw new IllegalArgumentException("the metadata has no parts");
    }
    for (Object item : list) {
      var part = new Fields(item);
      parts.add(
          new LeafPart(
              part.string("name"),
              part.string("type"),
              part.number("size"),
              part.string("digest")));
    }
    var retention = new Fields(json.map.get("retention"));
    return new Leaf(
        RecordId.of(json.string("id")),
        kind,
        json.optional("message").map(MessageId::of),
        Instant.from(TIME.parse(json.string("at"))),
        json.optional("source_at").map(text -> Instant.from(TIME.parse(text))),
        new RetentionClass(
            retention.string("class"),
            (int) Math.min(retention.number("years"), Integer.MAX_VALUE),
            retention.optional("from").isEmpty() ? Trigger.RECORDED : Trigger.RELATION_END),
        json.string("content"),
        parts);
  }

  /** Digit by digit, for every record has it written twice. */
  static String time(Instant time) {
    var text = new StringBuilder(27);
    var utc = time.atOffset(ZoneOffset.UTC);
    if (utc.getYear() < 0 || utc.getYear() > 9999) {
      return TIME.format(time);
    }
    digits(text, utc.getYear(), 1000).append('-');
    digits(text, utc.getMonthValue(), 10).append('-');
    digits(text, utc.getDayOfMonth(), 10).append('T');
    digits(text, utc.getHour(), 10).append(':');
    digits(text, utc.getMinute(), 10).append(':');
    digits(text, utc.getSecond(), 10).append('.');
    return digits(text, utc.getNano() / 1000, 100_000).append('Z').toString();
  }

  private static StringBuilder digits(StringBuilder text, int number, int place) {
    for (int p = place; p > 0; p /= 10) {
      text.append((char) ('0' + number / p % 10));
    }
    return text;
  }

  /** A JSON object as Jackson reads it. */
  private static final class Fields {

    private final Map<?, ?> map;

    Fields(@Nullable Object json) {
      if (!(json instanceof Map<?, ?> object)) {
        throw new IllegalArgumentException("the metadata lacks an object");
      }
      map = object;
    }

    String string(String name) {
      return optional(name)
          .orElseThrow(() -> new IllegalArgumentException("the metadata lacks " + name));
    }

    Optional<String> optional(String name) {
      return map.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    long number(String name) {
      if (map.get(name) instanceof Number number) {
        return number.longValue();
      }
      throw new IllegalArgumentException("the metadata lacks " + name);
    }
  }
}
