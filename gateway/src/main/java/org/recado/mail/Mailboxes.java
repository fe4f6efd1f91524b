package org.recado.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.recado.message.MailAddress;

/**
 * Mailbox lists, RFC 5322 section 3.4 with the obsolete forms of section 4.4 and the groups of RFC
 * 6854. Comments are left out, quoted pairs undone.
 */
final class Mailboxes {

  record Mailbox(String name, Optional<MailAddress> address) {}

  private static final Pattern BLANKS = Pattern.compile("[\\p{Cntrl}\\s]+");
  private static final Pattern WHITE = Pattern.compile("\\s+");

  private final String text;
  private int at;
  private final StringBuilder words = new StringBuilder();
  private final List<Mailbox> found = new ArrayList<>();
  private String angle = "";
  private boolean hasAngle;

  private Mailboxes(String text) {
    this.text = text;
  }

  static List<Mailbox> parse(String fieldValue) {
    var reader = new Mailboxes(fieldValue);
    reader.read();
    return reader.found;
  }

  private void read() {
    while (at < text.length()) {
      char c = text.charAt(at);
      switch (c) {
        case '(' -> comment();
        case '"' -> quoted(words, false);
        case '<' -> angle();
        case ',', ';' -> {
          at++;
          end();
        }
        case ':' -> {
          at++;
          group();
        }
        default -> {
          words.append(c);
          at++;
        }
      }
    }
    end();
  }

  private void comment() {
    int depth = 0;
    do {
      char c = text.charAt(at++);
      if (c == '\\') {
        at++;
      } else if (c == '(') {
        depth++;
      } else if (c == ')') {
        depth--;
      }
    } while (depth > 0 && at < text.length());
    words.append(' ');
  }

  private void quoted(StringBuilder into, boolean keepQuotes) {
    int close = at + 1;
    while (close < text.length() && text.charAt(close) != '"') {
      close += text.charAt(close) == '\\' ? 2 : 1;
    }
    boolean localPart = close + 1 < text.length() && text.charAt(close + 1) == '@';
    String inner = text.substring(at + 1, Math.min(close, text.length()));
    if (keepQuotes || localPart) {
      into.append('"').append(inner).append('"');
    } else {
      into.append(inner.replaceAll("\\\\(.)", "$1"));
    }
    at = close + 1;
  }

  /** What stood before was the name of a group; one that reads as an address counts as one more. */
  private void group() {
    if (hasAngle || words.indexOf("@") >= 0) {
      found.add(new Mailbox(decoded(words.toString()), Optional.empty()));
    }
    words.setLength(0);
    angle = "";
    hasAngle = false;
  }

  private void angle() {
    if (hasAngle) {
      end(); // two addresses without a comma: two readers would choose differently
    }
    at++;
    var address = new StringBuilder();
    while (at < text.length() && text.charAt(at) != '>') {
      if (text.charAt(at) == '"') {
        quoted(address, true);
      } else {
        address.append(text.charAt(at++));
      }
    }
    at++;
    angle = address.toString();
    hasAngle = true;
  }

  private void end() {
    String name = words.toString().strip();
    if (hasAngle) {
      found.add(new Mailbox(decoded(name), address(angle)));
    } else if (!name.isEmpty()) {
      var address = address(name);
      found.add(new Mailbox(address.isPresent() ? "" : decoded(name), address));
    }
    words.setLength(0);
    angle = "";
    hasAngle = false;
  }

  private static String decoded(String name) {
    return BLANKS.matcher(EncodedWords.decode(name)).replaceAll(" ").strip();
  }

  private static Optional<MailAddress> address(String raw) {
    String address = raw.strip();
    int route = address.startsWith("@") ? address.indexOf(':') : -1; // obs-route
    address = address.substring(route + 1).strip();
    int sign = address.lastIndexOf('@');
    if (sign < 1 || sign == address.length() - 1) {
      return Optional.empty();
    }
    String local = address.substring(0, sign).strip();
    String domain = WHITE.matcher(address.substring(sign + 1)).replaceAll("");
    boolean quoted = local.length() > 2 && local.startsWith("\"") && local.endsWith("\"");
    if (!quoted && (local.indexOf('@') >= 0 || local.indexOf(' ') >= 0)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new MailAddress(quoted ? local.substring(1, local.length() - 1) : local, domain));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
