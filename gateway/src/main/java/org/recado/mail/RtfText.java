package org.recado.mail;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The text of RTF (Rich Text Format 1.9.1), or the HTML that Outlook has put into it (MS-OXRTFEX
 * section 2.1). Reads whatever octets it is given, in one pass, and gives at most {@link
 * Budget#MAX_TEXT_OCTETS} characters.
 */
final class RtfText {

  /**
   * @param html whether {@code text} is HTML
   */
  record Found(String text, boolean html) {
    @Override
    public String toString() {
      return text.length() + " characters";
    }
  }

  /** Deeper groups are read with the settings of this depth. */
  private static final int MAX_DEPTH = 200;

  private static final Set<String> UNSEEN =
      Set.of(
          ("colortbl stylesheet info pict object header headerl headerr headerf footer footerl"
                  + " footerr footerf footnote generator themedata listtable listoverridetable revtbl"
                  + " rsidtbl xmlnstbl fldinst mhtmltag private datastore filetbl operator author"
                  + " title")
              .split(" "));

  private static final Map<String, String> CHARACTERS =
      Map.ofEntries(
          Map.entry("par", "\n"),
          Map.entry("line", "\n"),
          Map.entry("sect", "\n"),
          Map.entry("page", "\n"),
          Map.entry("row", "\n"),
          Map.entry("tab", "\t"),
          Map.entry("cell", "\t"),
          Map.entry("lquote", "\u2018"),
          Map.entry("rquote", "\u2019"),
          Map.entry("ldblquote", "\u201c"),
          Map.entry("rdblquote", "\u201d"),
          Map.entry("endash", "\u2013"),
          Map.entry("emdash", "\u2014"),
          Map.entry("bullet", "\u2022"),
          Map.entry("emspace", " "),
          Map.entry("enspace", " "),
          Map.entry("qmspace", " "));

  /** Settings that end with their group. */
  private static final class Group {
    boolean unseen;
    boolean fonts;
    boolean tag;
    boolean rtfOnly;
    int fallback = 1;
    String charset = "";

    Group copy() {
      var copy = new Group();
      copy.unseen = unseen;
      copy.fonts = fonts;
      copy.tag = tag;
      copy.rtfOnly = rtfOnly;
      copy.fallback = fallback;
      copy.charset = charset;
      return copy;
    }
  }

  private final byte[] rtf;
  private final StringBuilder out = new StringBuilder();
  private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
  private final Deque<Group> outer = new ArrayDeque<>();
  private final Map<Integer, String> fonts = new HashMap<>();
  private Group group = new Group();
  private String documentCharset = "windows-1252";
  private int at;
  private int tooDeep;
  private int font;
  private int toSkip;
  private boolean star;
  private boolean html;

  private RtfText(byte[] rtf) {
    this.rtf = rtf;
  }

  static boolean looksLike(byte[] octets) {
    return octets.length > 6
        && new String(octets, 0, 6, StandardCharsets.ISO_8859_1).equals("{\\rtf1");
  }

  static Found read(byte[] rtf) {
    var reader = new RtfText(rtf);
    reader.read();
    return new Found(reader.out.toString(), reader.html);
  }

  private void read() {
    while (at < rtf.length && out.length() < Budget.MAX_TEXT_OCTETS) {
      char c = (char) (rtf[at++] & 0xff);
      switch (c) {
        case '{' -> open();
        case '}' -> close();
        case '\\' -> control();
        case '\r', '\n' -> {}
        default -> octet(c);
      }
    }
    flush();
  }

  private void open() {
    flush();
    star = false;
    toSkip = 0;
    if (outer.size() >= MAX_DEPTH) {
      tooDeep++;
      return;
    }
    outer.push(group);
    group = group.copy();
  }

  private void close() {
    flush();
    star = false;
    toSkip = 0;
    if (tooDeep > 0) {
      tooDeep--;
    } else if (!outer.isEmpty()) {
      group = outer.pop();
    }
  }

  private void control() {
    if (at >= rtf.length) {
      return;
    }
    char c = (char) (rtf[at] & 0xff);
    if (!letter(c)) {
      at++;
      symbol(c);
      return;
    }
    int start = at;
    while (at < rtf.length && letter((char) (rtf[at] & 0xff))) {
      at++;
    }
    String word = new String(rtf, start, Math.min(at - start, 32), StandardCharsets.ISO_8859_1);
    boolean negative = at < rtf.length && rtf[at] == '-';
    int digits = negative ? at + 1 : at;
    int value = 0;
    int end = digits;
    while (end < rtf.length && end - digits < 9 && rtf[end] >= '0' && rtf[end] <= '9') {
      value = value * 10 + rtf[end++] - '0';
    }
    boolean given = end > digits;
    at = given ? end : at;
    if (at < rtf.length && rtf[at] == ' ') {
      at++;
    }
    word(word, given, negative ? -value : value);
  }

  private void symbol(char c) {
    switch (c) {
      case '*' -> star = true;
      case '\'' -> {
        int high = at < rtf.length ? Character.digit(rtf[at], 16) : -1;
        int low = at + 1 < rtf.length ? Character.digit(rtf[at + 1], 16) : -1;
        if (high >= 0 && low >= 0) {
          at += 2;
          octet((char) (high * 16 + low));
        }
      }
      case '~' -> put("\u00a0");
      case '_' -> put("-");
      case '\\', '{', '}' -> octet(c);
      case '\r', '\n' -> put("\n");
      default -> {}
    }
  }

  private void word(String word, boolean given, int value) {
    boolean starred = star;
    star = false;
    if (word.equals("htmltag")) {
      group.tag = html;
      group.unseen |= !html;
    } else if (UNSEEN.contains(word) || starred) {
      group.unseen = true;
    } else {
      setting(word, given, value);
    }
  }

  private void setting(String word, boolean given, int value) {
    switch (word) {
      case "fromhtml" -> html = true;
      case "htmlrtf" -> {
        flush();
        group.rtfOnly = !given || value != 0;
      }
      case "v", "deleted" -> {
        flush();
        group.unseen = !given || value != 0;
      }
      case "fonttbl" -> group.fonts = true;
      case "f" -> {
        flush();
        font = value;
        group.charset = group.fonts ? group.charset : fonts.getOrDefault(value, "");
      }
      case "fcharset" -> fonts.put(font, charset(value));
      case "ansicpg" -> documentCharset = "windows-" + value;
      case "mac" -> documentCharset = "macintosh";
      case "uc" -> group.fallback = Math.max(0, Math.min(value, 8));
      case "u" -> {
        put(String.valueOf((char) value));
        toSkip = group.fallback;
      }
      case "bin" -> at = (int) Math.min(rtf.length, (long) at + Math.max(0, value));
      default -> {
        String character = CHARACTERS.get(word);
        if (character != null) {
          put(character);
        }
      }
    }
  }

  /** The charset of a font, as its {@code fcharset} names it. */
  private static String charset(int value) {
    return switch (value) {
      case 77 -> "macintosh";
      case 128 -> "windows-31j";
      case 129 -> "x-windows-949";
      case 134 -> "GB18030";
      case 136 -> "Big5";
      case 161 -> "windows-1253";
      case 162 -> "windows-1254";
      case 163 -> "windows-1258";
      case 177 -> "windows-1255";
      case 178 -> "windows-1256";
      case 186 -> "windows-1257";
      case 204 -> "windows-1251";
      case 222 -> "x-windows-874";
      case 238 -> "windows-1250";
      default -> "";
    };
  }

  private static boolean letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private boolean shown() {
    return !group.unseen && !group.fonts && !(html && group.rtfOnly && !group.tag);
  }

  private void octet(char c) {
    if (toSkip > 0) {
      toSkip--;
    } else if (shown()) {
      octets.write(c);
    }
  }

  private void put(String text) {
    if (shown()) {
      flush();
      out.append(text);
    }
  }

  private void flush() {
    if (octets.size() > 0) {
      byte[] run = octets.toByteArray();
      octets.reset();
      out.append(Charsets.decodeAs(run, group.charset.isEmpty() ? documentCharset : group.charset));
    }
  }
}
