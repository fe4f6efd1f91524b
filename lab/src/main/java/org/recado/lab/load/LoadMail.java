package org.recado.lab.load;

import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;

/**
 * The mails of a load.
 *
 * @param from the envelope sender
 * @param to the recipient of the n-th mail
 * @param content header and text with CRLF, without the final dot; the same for all
 */
public record LoadMail(String from, IntFunction<String> to, String content) {

  /**
   * A reminder of the given size: a short text, the rest header fields, as real mails have them.
   *
   * @param octets of the content, at least 400
   */
  public static LoadMail reminder(String from, String domain, int octets) {
    String head =
        """
        From: Loans <%s>
        To: client@%s
        Subject: Recordatorio
        MIME-Version: 1.0
        Content-Type: text/plain; charset=us-ascii
        """
            .formatted(from, domain);
    String text = "\nSu cuota de 312.40 EUR vence el viernes. Banco Ejemplo\n";
    var content = new StringBuilder(head);
    int line = 0;
    while (content.length() + text.length() < octets - 100) {
      content.append("X-Trace-%03d: %s\n".formatted(line++, "0123456789abcdef".repeat(4)));
    }
    content.append(text);
    // numbers the directory need not know, none of them magic
    return new LoadMail(
        from,
        n -> "+3461%07d@%s".formatted(n % 1000, domain),
        content.toString().replace("\n", "\r\n"));
  }

  byte[] octets() {
    return (content + ".\r\n").getBytes(StandardCharsets.US_ASCII);
  }
}
