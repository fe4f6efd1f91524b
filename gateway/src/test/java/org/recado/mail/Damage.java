package org.recado.mail;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;

/** What happens to mail on its way, and what attackers do to it. */
final class Damage {

  private Damage() {}

  static byte[] to(byte[] mail, byte[] other, Random random) {
    if (mail.length < 2 || other.length < 2) {
      return mail;
    }
    return switch (random.nextInt(6)) {
      case 0 -> flipped(mail, random);
      case 1 -> Arrays.copyOf(mail, random.nextInt(mail.length));
      case 2 -> spliced(mail, other, random);
      case 3 -> spliced(mail, mail, random);
      case 4 -> nested(mail, other, random);
      default -> to(nested(mail, other, random), mail, random);
    };
  }

  /** One mail inside another: as a part, as an attachment, or in base64 where text is expected. */
  private static byte[] nested(byte[] mail, byte[] other, Random random) {
    String boundary = "b" + random.nextInt(10);
    String kind = KINDS[random.nextInt(KINDS.length)];
    boolean base64 = random.nextInt(4) == 0;
    var out = new ByteArrayOutputStream();
    write(out, "Content-Type: " + kind + "; boundary=" + boundary + "\r\n\r\n--" + boundary);
    if (base64) {
      write(out, "\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n");
      out.writeBytes(Base64.getMimeEncoder().encode(mail));
    } else {
      write(out, "\r\n");
      out.writeBytes(mail);
    }
    write(out, "\r\n--" + boundary + "\r\nContent-Type: message/rfc822\r\n\r\n");
    out.writeBytes(other);
    write(out, "\r\n--" + boundary + "--\r\n");
    return out.toByteArray();
  }

  private static final String[] KINDS = {
    "multipart/mixed", "multipart/alternative", "multipart/related", "multipart/signed",
    "multipart/report", "multipart/digest", "message/rfc822", "text/plain"
  };

  private static void write(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static byte[] flipped(byte[] mail, Random random) {
    byte[] damaged = mail.clone();
    for (int i = 0; i < 1 + mail.length / 200; i++) {
      damaged[random.nextInt(mail.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return damaged;
  }

  private static byte[] spliced(byte[] mail, byte[] other, Random random) {
    int head = random.nextInt(mail.length);
    int tail = random.nextInt(other.length);
    byte[] joined = Arrays.copyOf(mail, head + other.length - tail);
    System.arraycopy(other, tail, joined, head, other.length - tail);
    return joined;
  }
}
