package org.recado.dkim;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A mail as its signer saw it: fields and body, octet for octet. Read strictly, by RFC 5322 section
 * 2.2: where programs could disagree about where a field begins or the header ends, what one of
 * them verified is not what the other one shows.
 *
 * @param fields in their order
 * @param body where the body begins in the mail; the length of the mail if there is none
 */
record RawMail(List<Field> fields, int body) {

  private static final int MOST_FIELDS = 1_000;

  /**
   * @param at where in the mail it begins
   * @param name in lower case
   * @param text the whole field, name and folding included, without its last CRLF; each octet a
   *     character
   * @param colon where the name ends
   */
  record Field(int at, String name, String text, int colon) {}

  static RawMail of(byte[] mail) throws Unusable {
    var fields = new ArrayList<Field>();
    int at = 0;
    while (at < mail.length) {
      int end = endOfLine(mail, at);
      if (end == at) {
        return new RawMail(fields, at + 2);
      }
      while (end + 2 < mail.length && (mail[end + 2] == ' ' || mail[end + 2] == '\t')) {
        end = endOfLine(mail, end + 2);
      }
      if (fields.size() == MOST_FIELDS) {
        throw new Unusable("the header has more than " + MOST_FIELDS + " fields");
      }
      fields.add(field(at, new String(mail, at, end - at, StandardCharsets.ISO_8859_1)));
      at = end + 2;
    }
    return new RawMail(fields, mail.length);
  }

  private static Field field(int at, String text) throws Unusable {
    int colon = text.indexOf(':');
    String name = colon < 0 ? "" : text.substring(0, colon);
    if (name.isEmpty() || name.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
      throw new Unusable("the header has a line that is no field");
    }
    boolean blank = false;
    for (String line : text.split("\r\n", -1)) {
      if (blank && line.isBlank()) {
        throw new Unusable("the header has blank lines that do not end it");
      }
      blank = line.isBlank();
    }
    return new Field(at, name.toLowerCase(Locale.ROOT), text, colon);
  }

  /** Of the CRLF; the end of the mail stands for one. */
  private static int endOfLine(byte[] mail, int from) throws Unusable {
    for (int i = from; i < mail.length; i++) {
      if (mail[i] == '\r' && i + 1 < mail.length && mail[i + 1] == '\n') {
        return i;
      }
      if (mail[i] == '\r' || mail[i] == '\n' || mail[i] == 0) {
        throw new Unusable("the header has a CR, LF or NUL that ends no line");
      }
    }
    return mail.length;
  }

  List<Field> named(String name) {
    return fields.stream().filter(field -> field.name().equals(name)).toList();
  }
}
