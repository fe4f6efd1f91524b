package org.recado.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Mails made to cost: each is read within bounds, or refused, and none takes the reader's words.
 */
class BombTest {

  /** Processor time, so that a busy machine does not fail what is fast; generous for a slow one. */
  private static final Duration LONGEST = Duration.ofSeconds(8);

  private static final long MOST_ALLOCATED = 1L << 30;

  private static final String PLAIN = "Content-Type: text/plain; charset=utf-8";
  private static final String HTML = "Content-Type: text/html; charset=utf-8";
  private static final String MIXED = "Content-Type: multipart/mixed; boundary=b";

  @TestFactory
  Stream<DynamicTest> aMailMadeToCostCostsLittle() {
    Map<String, String> bombs = new LinkedHashMap<>();
    bombs.put("one line of 50 MB", PLAIN + "\r\n\r\n" + "a".repeat(50 << 20));
    bombs.put("one line", PLAIN + "\r\n\r\n" + "a".repeat(1900 << 10));
    bombs.put("quote marks", PLAIN + "\r\n\r\n" + ">".repeat(1900 << 10));
    bombs.put(
        "attributions", PLAIN + "\r\n\r\n" + "On 3/3/26 10:20 a@b <a@b.c>\r\n".repeat(15_000));
    bombs.put("header blocks", PLAIN + "\r\n\r\n" + "De: a@b.c\r\n".repeat(19_000));
    bombs.put("notices", PLAIN + "\r\n\r\n" + "\r\nAviso legal: x".repeat(9_000));
    bombs.put(
        "Notes tables", PLAIN + "\r\n\r\n" + "A\r\n03/03/2026 10:20\r\nTo x\r\n".repeat(6_000));
    bombs.put("divisions", HTML + "\r\n\r\n" + "<div>".repeat(300_000) + "Hola");
    bombs.put("blockquotes", HTML + "\r\n\r\n" + "<blockquote>".repeat(150_000) + "Hola");
    bombs.put("tables", HTML + "\r\n\r\n" + "<table><tr><td>".repeat(100_000) + "Hola");
    bombs.put("open formats", HTML + "\r\n\r\n" + "<a><b><p>".repeat(100_000) + "Hola");
    bombs.put("quoted by Gmail", HTML + "\r\n\r\n" + "<div class=gmail_quote>".repeat(80_000));
    bombs.put("comments", HTML + "\r\n\r\n" + "<!--".repeat(400_000) + "Hola");
    bombs.put("entities", HTML + "\r\n\r\n" + "&amp;".repeat(380_000));
    bombs.put("enriched", "Content-Type: text/enriched\r\n\r\n" + "<".repeat(1_900_000));
    bombs.put("groups of RTF", "Content-Type: text/rtf\r\n\r\n{\\rtf1 " + "{\\b a".repeat(300_000));
    bombs.put("uuencode", PLAIN + "\r\n\r\n" + "begin 644 a\r\n#86)C\r\n".repeat(9_000));
    bombs.put(
        "keys that only begin",
        PLAIN + "\r\n\r\n" + "-----BEGIN PGP PUBLIC KEY BLOCK-----\r\n".repeat(49_000));
    bombs.put(
        "protected links",
        HTML
            + "\r\n\r\n"
            + ("<a href='https://urldefense.com/v3/__https://a" + "__;b".repeat(980) + "'>c</a>")
                .repeat(470));
    bombs.put("lines to reply above", PLAIN + "\r\n\r\n" + "#- reply - -#\r\n".repeat(90_000));
    bombs.put("marks of GroupWise", PLAIN + "\r\n\r\n" + ">>> a 1:1 1:1\r\n".repeat(90_000));
    bombs.put("answers", "Subject: " + "Re: ".repeat(15_000) + "\r\n\r\nHola");
    bombs.put("encoded words", "Subject: " + "=?utf-8?q?a?= ".repeat(4_000) + "\r\n\r\nHola");
    bombs.put("fields", "X-a: b\r\n".repeat(100_000) + "\r\nHola");
    bombs.put("authors", "From: " + "a@b.c, ".repeat(9_000) + "\r\n\r\nHola");
    bombs.put("comments in From", "From: " + "(".repeat(60_000) + "\r\n\r\nHola");
    bombs.put("parts", MIXED + "\r\n\r\n" + "--b\r\n\r\n".repeat(200_000));
    bombs.put("nested", (MIXED + "\r\n\r\n--b\r\n").repeat(40_000));
    return bombs.entrySet().stream()
        .map(bomb -> DynamicTest.dynamicTest(bomb.getKey(), () -> costsLittle(bomb.getValue())));
  }

  private static void costsLittle(String mail) {
    byte[] octets = mail.getBytes(StandardCharsets.UTF_8);
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated = threads.getCurrentThreadAllocatedBytes();
    long begun = threads.getCurrentThreadCpuTime();
    var reading = new MailReader().read(octets);
    assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - begun)).isLessThan(LONGEST);
    assertThat(threads.getCurrentThreadAllocatedBytes() - allocated).isLessThan(MOST_ALLOCATED);
    if (reading instanceof Reading.Refused refused) {
      // the code for what the reader could not cope with
      assertThat(refused.code()).isNotEqualTo(Refusal.UNREADABLE);
    }
  }
}
