package org.recado.mail;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The header section of a mail or of one of its parts, RFC 5322 section 2.2, read as leniently as
 * mail clients do: obsolete folding, blanks before the colon, a lost first or middle line. Raw
 * 8-bit values are UTF-8 (RFC 6532) or else windows-1252.
 */
final class HeaderFields {

  static final HeaderFields NONE = new HeaderFields(List.of(), 0);

  /** More fields than any real mail has; what follows is not looked at. */
  private static final int MAX_FIELDS = 2_000;

  private static final int MAX_VALUE = 64 * 1024;

  private final List<HeaderField> fields;
  private final int bodyStart;

  private HeaderFields(List<HeaderField> fields, int bodyStart) {
    this.fields = fields;
    this.bodyStart = bodyStart;
  }

  /** Reads the fields that begin at {@code from}; see {@link #bodyStart} for where they end. */
  static HeaderFields read(byte[] mail, int from, int end) {
    var fields = new ArrayList<HeaderField>();
    int at = skipMboxLine(mail, from, end);
    int fieldStart = -1;
    int fieldEnd = -1;
    while (at < end) {
      int eol = Lines.endOfLine(mail, at, end);
      int next = Lines.nextLine(mail, eol, end);
      boolean first = fieldStart < 0;
      if (eol == at) {
        at = next;
        break;
      }
      if (blank(mail, at, eol) && !continues(mail, next, end)) {
        at = next;
        break;
      }
      boolean folded = mail[at] == ' ' || mail[at] == '\t';
      if (colon(mail, folded && first ? skipBlank(mail, at, eol) : at, eol) >= 0
          && (!folded || first)) {
        add(fields, mail, fieldStart, fieldEnd);
        fieldStart = folded ? skipBlank(mail, at, eol) : at;
      } else if (first || (!folded && !continues(mail, next, end))) {
        break; // a body without its empty line
      }
      fieldEnd = eol;
      at = next;
    }
    add(fields, mail, fieldStart, fieldEnd);
    return new HeaderFields(fields, Math.min(at, end));
  }

  int bodyStart() {
    return bodyStart;
  }

  List<HeaderField> all() {
    return fields;
  }

  /** The first field of this name, undecoded. */
  Optional<String> first(String name) {
    for (var field : fields) {
      if (field.name().equalsIgnoreCase(name)) {
        return Optional.of(field.value());
      }
    }
    return Optional.empty();
  }

  List<String> every(String name) {
    return fields.stream()
        .filter(field -> field.name().equalsIgnoreCase(name))
        .map(HeaderField::value)
        .toList();
  }

  boolean has(String name) {
    return first(name).isPresent();
  }

  private static void add(List<HeaderField> fields, byte[] mail, int start, int end) {
    if (start < 0 || fields.size() >= MAX_FIELDS) {
      return;
    }
    int colon = colon(mail, start, Lines.endOfLine(mail, start, end));
    String name = new String(mail, start, colon - start, StandardCharsets.US_ASCII).stripTrailing();
    int length = Math.min(end - colon - 1, MAX_VALUE);
    fields.add(new HeaderField(name, unfold(Charsets.headerText(mail, colon + 1, length))));
  }

  private static String unfold(String value) {
    if (value.indexOf('\n') < 0 && value.indexOf('\r') < 0) {
      return value.strip();
    }
    var unfolded = new StringBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c != '\r' && c != '\n') {
        unfolded.append(c);
      } else if (i + 1 < value.length() && value.charAt(i + 1) > ' ' && c == '\n') {
        unfolded.append(' ');
      }
    }
    return unfolded.toString().strip();
  }

  /**
   * Files that come out of a mailbox begin with "From " and an envelope address; a colon there is
   * the obsolete form of the field (RFC 5322 section 4.5), and names an author.
   */
  private static int skipMboxLine(byte[] mail, int from, int end) {
    boolean mbox =
        end - from > 5
            && mail[from] == 'F'
            && mail[from + 1] == 'r'
            && mail[from + 2] == 'o'
            && mail[from + 3] == 'm'
            && mail[from + 4] == ' '
            && colon(mail, from, Lines.endOfLine(mail, from, end)) < 0;
    return mbox ? Lines.nextLine(mail, Lines.endOfLine(mail, from, end), end) : from;
  }

  /** Whether the header section goes on at this line. */
  private static boolean continues(byte[] mail, int at, int end) {
    if (at >= end) {
      return false;
    }
    int eol = Lines.endOfLine(mail, at, end);
    return eol > at
        && !blank(mail, at, eol)
        && (mail[at] == ' ' || mail[at] == '\t' || colon(mail, at, eol) >= 0);
  }

  private static boolean blank(byte[] mail, int at, int eol) {
    return skipBlank(mail, at, eol) == eol;
  }

  private static int skipBlank(byte[] mail, int at, int eol) {
    int i = at;
    while (i < eol && (mail[i] == ' ' || mail[i] == '\t')) {
      i++;
    }
    return i;
  }

  /** Where the name of a field ends, or -1 if this is no field. */
  private static int colon(byte[] mail, int at, int eol) {
    int i = at;
    while (i < eol && mail[i] > ' ' && mail[i] < 0x7f && mail[i] != ':') {
      i++;
    }
    if (i == at) {
      return -1;
    }
    int colon = skipBlank(mail, i, eol);
    return colon < eol && mail[colon] == ':' ? colon : -1;
  }
}
