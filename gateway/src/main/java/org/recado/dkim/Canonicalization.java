package org.recado.dkim;

import java.io.ByteArrayOutputStream;
import java.util.Locale;

/** What of white space counts, RFC 6376 section 3.4. */
enum Canonicalization {
  SIMPLE,
  RELAXED;

  static Canonicalization of(String word) throws Unusable {
    return switch (word) {
      case "simple" -> SIMPLE;
      case "relaxed" -> RELAXED;
      default -> throw new Unusable("its c= is not known");
    };
  }

  /**
   * Sections 3.4.1 and 3.4.2.
   *
   * @param text a field, of which {@code colon} ends the name
   * @return without a final CRLF
   */
  String header(String text, int colon) {
    if (this == SIMPLE) {
      return text;
    }
    var value = new StringBuilder(text.length());
    boolean blank = false;
    for (int i = colon + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ' ' || c == '\t') {
        blank = true;
      } else if (c != '\r' && c != '\n') {
        if (blank && !value.isEmpty()) {
          value.append(' ');
        }
        blank = false;
        value.append(c);
      }
    }
    return text.substring(0, colon).toLowerCase(Locale.ROOT) + ":" + value;
  }

  /**
   * Sections 3.4.3 and 3.4.4. Only CRLF ends a line: a CR or LF alone is an octet like others.
   *
   * @param from where the body begins
   */
  byte[] body(byte[] mail, int from) {
    var body = new ByteArrayOutputStream(mail.length - from + 2);
    int emptyLines = 0;
    int at = from;
    while (at < mail.length) {
      int end = at;
      while (end < mail.length && !isLineEnd(mail, end)) {
        end++;
      }
      int written = body.size();
      if (this == SIMPLE ? end > at : hasText(mail, at, end)) {
        for (; emptyLines > 0; emptyLines--) {
          crlf(body);
        }
        line(mail, at, end, body);
        crlf(body);
      }
      if (body.size() == written) {
        emptyLines++;
      }
      at = end + 2;
    }
    if (this == SIMPLE && body.size() == 0) {
      crlf(body);
    }
    return body.toByteArray();
  }

  private void line(byte[] mail, int from, int end, ByteArrayOutputStream body) {
    if (this == SIMPLE) {
      body.write(mail, from, end - from);
      return;
    }
    boolean blank = false;
    for (int i = from; i < end; i++) {
      if (mail[i] == ' ' || mail[i] == '\t') {
        blank = true;
      } else {
        if (blank) {
          body.write(' ');
        }
        blank = false;
        body.write(mail[i]);
      }
    }
  }

  private static boolean hasText(byte[] mail, int from, int end) {
    for (int i = from; i < end; i++) {
      if (mail[i] != ' ' && mail[i] != '\t') {
        return true;
      }
    }
    return false;
  }

  private static boolean isLineEnd(byte[] mail, int at) {
    return mail[at] == '\r' && at + 1 < mail.length && mail[at + 1] == '\n';
  }

  private static void crlf(ByteArrayOutputStream body) {
    body.write('\r');
    body.write('\n');
  }
}
