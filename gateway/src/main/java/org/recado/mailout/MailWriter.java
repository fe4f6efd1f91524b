package org.recado.mailout;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.recado.message.MailAddress;

/**
 * Writes a mail, RFC 5322: lines end in CRLF and, but for message ids that cannot be folded, have
 * at most 78 characters. Text outside ASCII is in encoded words (RFC 2047), mailboxes outside ASCII
 * are UTF-8 (RFC 6532).
 */
final class MailWriter {

  private static final int LINE = 78;

  /** RFC 2047 section 2: an encoded word has at most 75 characters. */
  private static final int ENCODED_OCTETS = 45;

  private static final Pattern DOT_ATOM =
      Pattern.compile(
          "[A-Za-z0-9!#$%&'*+/=?^_`{|}~\\x{80}-\\x{10FFFF}-]+(?:\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~\\x{80}-\\x{10FFFF}-]+)*");

  /** What cannot be folded between blanks is folded between encoded words. */
  private static final Pattern LONG_WORD = Pattern.compile("\\S{70}");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(2_048);

  /** A field whose value is ASCII and structured; blanks are where it may be folded. */
  MailWriter field(String name, String value) {
    var line = new StringBuilder(name).append(':');
    for (String word : line(value).split(" ")) {
      if (line.length() + 1 + word.length() > LINE && line.length() > name.length() + 1) {
        line(line);
        line.setLength(0);
      }
      line.append(' ').append(word);
    }
    return line(line);
  }

  /** A field of free text, RFC 5322 section 2.2.1. */
  MailWriter text(String name, String value) {
    String line = line(value);
    return field(name, LONG_WORD.matcher(line).find() ? inWords(line) : encoded(line));
  }

  /** A field of free text, or none. */
  MailWriter optional(String name, Optional<String> value) {
    value.ifPresent(text -> text(name, text));
    return this;
  }

  MailWriter mailbox(String name, String displayName, MailAddress address) {
    return field(
        name,
        displayName.isBlank() ? spec(address) : phrase(displayName) + " <" + spec(address) + ">");
  }

  /** Message ids, one a line where there are several. */
  MailWriter ids(String name, List<String> ids) {
    return ids.isEmpty() ? this : field(name, String.join(" ", ids));
  }

  MailWriter line(CharSequence line) {
    out.writeBytes(line.toString().getBytes(StandardCharsets.UTF_8));
    return end();
  }

  MailWriter end() {
    out.write('\r');
    out.write('\n');
    return this;
  }

  MailWriter octets(byte[] octets) {
    out.writeBytes(octets);
    return this;
  }

  byte[] toBytes() {
    return out.toByteArray();
  }

  /** {@code local@domain}, quoted where RFC 5322 section 3.4.1 asks for it. */
  static String spec(MailAddress address) {
    String local = address.localPart();
    return (DOT_ATOM.matcher(local).matches() ? local : quoted(local)) + "@" + address.domain();
  }

  private static String phrase(String displayName) {
    String name = line(displayName).strip();
    return ascii(name) ? quoted(name) : encoded(name);
  }

  private static String quoted(String text) {
    return '"' + text.replaceAll("[\\\\\"]", "\\\\$0") + '"';
  }

  /** Nothing that came from outside may begin a field of its own. */
  private static String line(String text) {
    return text.replaceAll("[\\p{Cntrl}\\s]+", " ");
  }

  private static String encoded(String text) {
    return ascii(text) && !text.contains("=?") ? text : inWords(text);
  }

  private static String inWords(String text) {
    var words = new StringBuilder();
    int from = 0;
    while (from < text.length()) {
      int to = from;
      int octets = 0;
      while (to < text.length()) {
        int next = text.offsetByCodePoints(to, 1);
        int more = text.substring(to, next).getBytes(StandardCharsets.UTF_8).length;
        if (octets + more > ENCODED_OCTETS) {
          break;
        }
        octets += more;
        to = next;
      }
      byte[] piece = text.substring(from, to).getBytes(StandardCharsets.UTF_8);
      words
          .append(words.length() == 0 ? "" : " ")
          .append("=?UTF-8?B?")
          .append(java.util.Base64.getEncoder().encodeToString(piece))
          .append("?=");
      from = to;
    }
    return words.toString();
  }

  private static boolean ascii(String text) {
    return text.chars().allMatch(c -> c >= ' ' && c < 0x7f);
  }
}
