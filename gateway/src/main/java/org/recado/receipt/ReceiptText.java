package org.recado.receipt;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.recado.smpp.Octets;
import org.recado.smpp.UserData;

/**
 * The fields of a receipt's text (SMPP 3.4 appendix B: "SMSC vendor specific"), in whatever order,
 * with whatever is missing, after whatever prefix.
 *
 * @param fields what was written after each key, trimmed; the first time a key comes counts
 * @param leads whether the text begins with a key
 */
record ReceiptText(Map<ReceiptKey, String> fields, boolean leads) {

  private static final String BEFORE = "(?<![A-Za-z0-9_])";
  private static final String AFTER = "[\"']?\\s*[:=]";

  /** Not within a longer word, before a colon or equals. */
  private static final Pattern KEYS =
      keys(key -> BEFORE + "(?<" + key + ">" + key.pattern() + ")" + AFTER);

  /** No space before a key, as in fields of fixed width that are full; never so for the id. */
  private static final Pattern GLUED =
      keys(
          key ->
              (key == ReceiptKey.ID ? BEFORE : "") + "(?<" + key + ">" + key.pattern() + ")[:=]");

  /** Neither colon nor equals. */
  private static final Pattern BARE =
      keys(key -> BEFORE + "(?<" + key + ">" + key.pattern() + ")\\s+");

  private static final Pattern BETWEEN = Pattern.compile("[\\s,;|&]+");

  /** What JSON and people put around a value. */
  private static final Pattern AROUND = Pattern.compile("^[\"'<\\[({]+|[\"'>\\])}.]+$");

  /** Longer than any receipt; what comes after it is not looked at. */
  private static final int LONGEST = 2000;

  /** Of a text that may be a client's: only what is written as the standard writes it. */
  static ReceiptText of(Octets octets) {
    return read(characters(octets), KEYS);
  }

  /**
   * Of a text that is said to be a receipt: where no state is found the usual way, in the ways of
   * vendors who leave out what stands between the fields, or pack septets.
   */
  static ReceiptText ofReceipt(UserData data) {
    String text = characters(data.octets());
    ReceiptText usual = read(text, KEYS);
    if (usual.word(ReceiptKey.STAT).isPresent()) {
      return usual;
    }
    var readings = new ArrayList<Supplier<ReceiptText>>();
    readings.add(() -> read(text, GLUED));
    if (usual.word(ReceiptKey.ID).isEmpty()) {
      readings.add(() -> read(text, BARE));
      readings.add(() -> read(characters(data.unpacked()), KEYS));
    }
    return readings.stream()
        .map(Supplier::get)
        .filter(reading -> reading.word(ReceiptKey.STAT).isPresent())
        .findFirst()
        .orElse(usual);
  }

  private static ReceiptText read(String text, Pattern keys) {
    var found = new ArrayList<Field>();
    Matcher key = keys.matcher(text);
    int from = 0;
    boolean leads = false;
    while (key.find()) {
      if (found.isEmpty()) {
        leads = text.substring(0, key.start()).isBlank();
      } else {
        found.get(found.size() - 1).value = text.substring(from, key.start()).strip();
      }
      found.add(new Field(keyOf(key)));
      from = key.end();
    }
    if (!found.isEmpty()) {
      found.get(found.size() - 1).value = text.substring(from).strip();
    }
    return new ReceiptText(choose(found), leads);
  }

  /** Which fields there are, never what is in them: one may be the client's message. */
  @Override
  public String toString() {
    return "ReceiptText" + fields.keySet();
  }

  /** The first word of a field; empty when the field is missing or blank. */
  Optional<String> word(ReceiptKey key) {
    return words(key).findFirst();
  }

  /** What stands in a field, without what stands around and between its words. */
  Stream<String> words(ReceiptKey key) {
    return BETWEEN
        .splitAsStream(fields.getOrDefault(key, ""))
        .map(word -> AROUND.matcher(word).replaceAll(""))
        .filter(word -> !word.isEmpty() && !word.equals("/"));
  }

  /** A date may be one word, or be followed by the time of day, and either by an offset. */
  Optional<ReceiptTime> time(ReceiptKey key) {
    List<String> words = words(key).limit(3).toList();
    for (int count = 1; count <= Math.min(2, words.size()); count++) {
      String time = String.join("", words.subList(0, count));
      String offset = count < words.size() ? words.get(count) : "";
      boolean zoned = OFFSET.matcher(offset).matches();
      var read = zoned ? ReceiptTime.of(time + offset) : Optional.<ReceiptTime>empty();
      read = read.or(() -> ReceiptTime.of(time));
      if (read.isPresent()) {
        return read;
      }
    }
    return Optional.empty();
  }

  private static final Pattern OFFSET = Pattern.compile("Z|[+-]\\d{2}:?\\d{2}");

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
    byte[] bytes = octets.slice(0, Math.min(written(octets), LONGEST)).toArray();
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
    if (pairs >= 4 && evenZeros * 2 > pairs && evenZeros > oddZeros) {
      charset = StandardCharsets.UTF_16BE;
    } else if (pairs >= 4 && oddZeros * 2 > pairs) {
      charset = StandardCharsets.UTF_16LE;
    }
    // an underscore of GSM 03.38 is 0x11
    return new String(bytes, charset)
        .replace('\0', ' ')
        .replace('\ufeff', ' ')
        .replace('\u0011', '_');
  }

  /** How many octets there are before the NULs that fill a field of fixed length up. */
  private static int written(Octets octets) {
    int end = octets.length();
    while (end > 0 && octets.at(end - 1) == 0) {
      end--;
    }
    // the last character of UTF-16LE ends in one
    return Math.min(end + 1, octets.length());
  }

  private static ReceiptKey keyOf(Matcher key) {
    for (ReceiptKey candidate : ReceiptKey.values()) {
      if (key.group(candidate.name()) != null) {
        return candidate;
      }
    }
    throw new IllegalStateException("a key that is none");
  }

  /** Every key as a group of its own name. */
  private static Pattern keys(Function<ReceiptKey, String> form) {
    return Pattern.compile(
        Stream.of(ReceiptKey.values()).map(form).collect(Collectors.joining("|")),
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
