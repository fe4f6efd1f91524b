package org.recado.archive.record;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The facts and people of a record, as the last part of its content: canonical JSON, {@code
 * {"facts":{…},"people":[{"particulars":{…},"role":"…"}…]}}.
 */
record Particulars(SortedMap<String, String> facts, List<Party> people) {

  static final String PART = "particulars";
  static final String MEDIA_TYPE = "application/json";

  private static final JsonMapper JSON = JsonMapper.builder().build();

  byte[] octets() {
    var persons = new ArrayList<Map<String, Object>>();
    for (var person : people) {
      persons.add(Map.of("role", whole(person.role()), "particulars", whole(person.particulars())));
    }
    return CanonicalJson.write(Map.of("facts", whole(facts), "people", persons))
        .getBytes(StandardCharsets.UTF_8);
  }

  static Particulars read(RecordId record, byte[] octets) {
    try {
      var stored = JSON.readValue(octets, Stored.class);
      return new Particulars(
          new TreeMap<>(stored.facts),
          stored.people.stream().map(p -> new Party(p.role, p.particulars)).toList());
    } catch (JacksonException | NullPointerException e) {
      throw new DamagedRecordException(record, "its particulars cannot be read");
    }
  }

  private static Map<String, String> whole(Map<String, String> map) {
    var result = new TreeMap<String, String>();
    map.forEach((name, value) -> result.put(whole(name), whole(value)));
    return result;
  }

  /**
   * Half a surrogate pair, as broken mails have it, has no UTF-8 form: U+FFFD stands for it. The
   * mail itself is kept byte for byte beside it.
   */
  private static String whole(String text) {
    if (!hasSurrogate(text)) {
      return text;
    }
    var result = new StringBuilder(text.length());
    text.codePoints().forEach(c -> result.appendCodePoint(c >= 0xD800 && c <= 0xDFFF ? 0xFFFD : c));
    return result.toString();
  }

  private static boolean hasSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  private record Stored(Map<String, String> facts, List<StoredParty> people) {}

  private record StoredParty(String role, Map<String, String> particulars) {}
}
