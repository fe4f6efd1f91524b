package org.recado.receipt;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.recado.smpp.Octets;

/**
 * The fields of a receipt's text (SMPP 3.4 appendix B: "SMSC vendor specific"), in whatever order,
 * with whatever is missing, after whatever prefix.
 *
 * @param fields what was written after each key, trimmed; the first time a key comes counts
 */
record ReceiptText(Map<ReceiptKey, String> fields) {

  private static final Pattern KEYS = keys();

  /** Longer than any receipt; what comes after it is not looked at. */
  private static final int LONGEST = 2000;

  static ReceiptText of(Octets octets) {
    String text = characters(octets);
    var found = new ArrayList<Field>();
    Matcher key = KEYS.matcher(text);
    int from = 0;
    while (key.find()) {
      if (!found.isEmpty()) {
        found.get(found.size() - 1).value = text.substring(from, key.start()).strip();
      }
      found.add(new Field(keyOf(key)));
      from = key.end();
    }
    if (!found.isEmpty()) {
      found.get(found.size() - 1).value = text.substring(from).strip();
    }
    return new ReceiptText(choose(found));
  }

  /** Which fields there are, never what is in them: one may be the client's message. */
  @Override
  public String toString() {
    return "ReceiptText" + fields.keySet();
  }

  /** The first word of a field; empty when the field is missing or blank. */
  Optional<String> word(ReceiptKey key) {
    String value = fields.getOrDefault(key, "");
    String word = value.split("[\\s,;]+", 2)[0];
    return word.isEmpty() ? Optional.empty() : Optional.of(word);
  }

  Optional<ReceiptTime> time(ReceiptKey key) {
    String value = fields.getOrDefault(key, "");
    String[] words = value.split("[\\s,;]+");
    var oneWord = ReceiptTime.of(words[0]);
    return oneWord.isPresent() || words.length == 1 ? oneWord : ReceiptTime.of(words[0] + words[1]);
  }

  /**
   * What stands after {@code text:} is the client's message, which may hold anything, a receipt
   * included: it adds only what the fields before it left out, and of that the last.
   */
  private static Map<ReceiptKey, String> choose(Iterable<Field> found) {
    var fields = new EnumMap<ReceiptKey, String>(ReceiptKey.class);
    var afterText = new EnumMap<ReceiptKey, String>(ReceiptKey.class);
    for (Field field : found) {
      if (!fields.containsKey(ReceiptKey.TEXT)) {
        fields.putIfAbsent(field.key, field.value);
      } else {
        afterText.put(field.key, field.value);
      }
    }
    afterText.forEach(fields::putIfAbsent);
    return fields;
  }

  /**
   * Receipts come in ASCII under any {@code data_coding}, and in UTF-16 under any too: the octets
   * tell better than the label.
   */
  private static String characters(Octets octets) {
    byte[] bytes = octets.slice(0, Math.min(octets.length(), LONGEST)).toArray();
    int evenZeros = 0;
    int oddZeros = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == 0) {
        evenZeros += 1 - i % 2;
        oddZeros += i % 2;
      }
    }
    int pairs = bytes.length / 2;
    var charset = StandardCharsets.ISO_8859_1;
    if (pairs >= 4 && evenZeros * 2 > pairs) {
      charset = StandardCharsets.UTF_16BE;
    } else if (pairs >= 4 && oddZeros * 2 > pairs) {
      charset = StandardCharsets.UTF_16LE;
    }
    return new String(bytes, charset).replace('\0', ' ').replace('\ufeff', ' ');
  }

  private static ReceiptKey keyOf(Matcher key) {
    for (ReceiptKey candidate : ReceiptKey.values()) {
      if (key.group(candidate.name()) != null) {
        return candidate;
      }
    }
    throw new IllegalStateException("a key that is none");
  }

  /** Every key as a group of its own name, not within a longer word, before a colon or equals. */
  private static Pattern keys() {
    var alternatives = new ArrayList<String>();
    for (ReceiptKey key : ReceiptKey.values()) {
      alternatives.add("(?<" + key.name() + ">" + key.pattern() + ")");
    }
    return Pattern.compile(
        "(?<![A-Za-z0-9_])(?:" + String.join("|", alternatives) + ")\\s*[:=]",
        Pattern.CASE_INSENSITIVE);
  }

  private static final class Field {
    private final ReceiptKey key;
    private String value = "";

    Field(ReceiptKey key) {
      this.key = key;
    }

    @Override
    public String toString() {
      return key.name().toLowerCase(Locale.ROOT);
    }
  }
}
