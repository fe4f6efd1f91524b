package org.recado.archive.export;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.recado.archive.search.Hit;
import org.recado.message.Direction;

/**
 * A text as a mail that any mail client opens (RFC 5322), for those who review in one. The domain
 * {@code sms.invalid} (RFC 2606) says that it was never a mail.
 */
final class TextMail {

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, d MMM uuuu HH:mm:ss Z", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private TextMail() {}

  static byte[] of(Hit hit, Masking masking) {
    String client = address(masking.number(hit.client()).orElse("unknown"));
    String employee = hit.mailbox().map(TextMail::plain).orElse("unknown@sms.invalid");
    boolean reply = hit.direction() == Direction.MO;
    var mail = new StringBuilder();
    header(mail, "Date", DATE.format(hit.at()));
    header(mail, "From", reply ? client : employee);
    header(mail, "To", reply ? employee : client);
    header(mail, "Subject", "SMS " + first(hit.text()));
    header(mail, "Message-ID", "<" + hit.message() + "@sms.invalid>");
    header(mail, "X-Recado-Message", hit.message().toString());
    optional(mail, "X-Recado-Status", hit.status());
    optional(mail, "X-Recado-Category", hit.category());
    optional(mail, "X-Recado-Conversation", hit.conversation());
    optional(mail, "X-Recado-Reference", hit.reference());
    optional(mail, "X-Recado-Long-Number", hit.number());
    header(mail, "MIME-Version", "1.0");
    header(mail, "Content-Type", "text/plain; charset=utf-8");
    header(mail, "Content-Transfer-Encoding", "base64");
    mail.append("\r\n");
    mail.append(
        Base64.getMimeEncoder().encodeToString(hit.text().getBytes(StandardCharsets.UTF_8)));
    mail.append("\r\n");
    return mail.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static void optional(StringBuilder mail, String name, Optional<String> value) {
    value.ifPresent(known -> header(mail, name, known));
  }

  /** Nothing in a value can begin a header of its own. */
  private static void header(StringBuilder mail, String name, String value) {
    String line = value.replaceAll("\\p{Cntrl}+", " ");
    boolean ascii = line.chars().allMatch(c -> c >= ' ' && c < 127);
    mail.append(name).append(": ").append(ascii ? line : encoded(line)).append("\r\n");
  }

  /** RFC 2047, no word above 75 characters and none with half a character. */
  private static String encoded(String text) {
    var words = new StringBuilder();
    var piece = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              String next = Character.toString(c);
              if ((piece + next).getBytes(StandardCharsets.UTF_8).length > 45) {
                word(words, piece);
              }
              piece.append(next);
            });
    word(words, piece);
    return words.toString();
  }

  private static void word(StringBuilder words, StringBuilder piece) {
    words
        .append(words.isEmpty() ? "" : "\r\n ")
        .append("=?utf-8?B?")
        .append(
            Base64.getEncoder().encodeToString(piece.toString().getBytes(StandardCharsets.UTF_8)))
        .append("?=");
    piece.setLength(0);
  }

  private static String first(String text) {
    int end = text.offsetByCodePoints(0, Math.min(40, text.codePointCount(0, text.length())));
    return text.substring(0, end);
  }

  private static String address(String number) {
    return number.replaceAll("[^0-9A-Za-z]+", "") + "@sms.invalid";
  }

  private static String plain(String mailbox) {
    return mailbox.replaceAll("[\\p{Cntrl}<>,;]+", "");
  }
}
