package org.recado.mailout;

import java.io.ByteArrayOutputStream;
import java.util.Optional;

/**
 * The mail a report is about, or its header fields alone, as RFC 3462 and RFC 3461 section 4.3 let
 * the sender choose. Mails that would not pass as they are, with lines beyond RFC 5321's 998
 * characters or with NUL, and big ones, are returned as their header fields.
 */
public final class ReportedMail {

  private static final int MAX_RETURNED = 256 * 1024;

  private static final int MAX_LINE = 998;

  private final Optional<String> messageId;
  private final Optional<String> subject;
  private final boolean whole;
  private final byte[] octets;

  /**
   * @param messageId with its angle brackets
   * @param subject decoded
   * @param rfc5322 the mail as it came; CRLF or bare LF
   * @param headersOnly RET=HDRS
   */
  public ReportedMail(
      Optional<String> messageId, Optional<String> subject, byte[] rfc5322, boolean headersOnly) {
    this.messageId = messageId;
    this.subject = subject.filter(text -> !text.isBlank());
    this.whole = !headersOnly && rfc5322.length <= MAX_RETURNED && passes(rfc5322);
    this.octets = lines(rfc5322, whole);
  }

  Optional<String> messageId() {
    return messageId;
  }

  Optional<String> subject() {
    return subject;
  }

  String mediaType() {
    return whole ? "message/rfc822" : "text/rfc822-headers";
  }

  boolean eightBit() {
    for (byte octet : octets) {
      if (octet < 0) {
        return true;
      }
    }
    return false;
  }

  byte[] octets() {
    return octets;
  }

  private static boolean passes(byte[] mail) {
    int length = 0;
    for (byte octet : mail) {
      length = octet == '\n' ? 0 : length + 1;
      if (octet == 0 || length > MAX_LINE + 1) {
        return false;
      }
    }
    return true;
  }

  /** Every line with CRLF; without {@code whole}, up to the empty line, long lines cut. */
  private static byte[] lines(byte[] mail, boolean whole) {
    var out = new ByteArrayOutputStream(Math.min(mail.length, MAX_RETURNED) + 64);
    for (int at = 0; at < mail.length && out.size() < MAX_RETURNED * 2; ) {
      int lf = at;
      while (lf < mail.length && mail[lf] != '\n') {
        lf++;
      }
      int end = lf > at && mail[lf - 1] == '\r' ? lf - 1 : lf;
      if (end == at && !whole) {
        break;
      }
      for (int i = at; i < (whole ? end : Math.min(end, at + MAX_LINE)); i++) {
        if (mail[i] != 0 && mail[i] != '\r') {
          out.write(mail[i]);
        }
      }
      out.write('\r');
      out.write('\n');
      at = lf + 1;
    }
    return out.toByteArray();
  }

  @Override
  public String toString() {
    return "ReportedMail[" + messageId.orElse("no message id") + "]";
  }
}
