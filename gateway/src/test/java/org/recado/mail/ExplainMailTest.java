package org.recado.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainMailTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void eachMailOfAFolderIsOneJsonObject(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("a.eml"), "Subject: x\n\nHola\n-- \nLuis\n");
    Files.writeString(folder.resolve("b.eml"), "Subject: x\n\n");
    Files.writeString(folder.resolve("c.eml"), "Precedence: bulk\n\nHola\n");
    assertThat(run("--json", folder.toString())).isZero();
    String at = folder.toString();
    assertThat(text(out).lines())
        .containsExactly(
            "{\"file\":\"%s/a.eml\",\"outcome\":\"sms\",\"text\":\"Hola\",\"encoding\":\"GSM-7\",\"segments\":1,\"dropped\":[{\"kind\":\"signature\",\"text\":\"--\\nLuis\"}]}"
                .formatted(at),
            "{\"file\":\"%s/b.eml\",\"outcome\":\"refused\",\"code\":\"empty\",\"reason\":\"%s\",\"dropped\":[]}"
                .formatted(at, Refusal.EMPTY.sentence()),
            "{\"file\":\"%s/c.eml\",\"outcome\":\"automatic\",\"reason\":\"Precedence: bulk\"}"
                .formatted(at));
  }

  @Test
  void aTextThatNoMessageCanHoldIsExplainedAndTheOthersToo(@TempDir Path folder)
      throws IOException {
    Files.writeString(folder.resolve("a.eml"), "Subject: x\n\nlong\n");
    Files.writeString(folder.resolve("b.eml"), "Subject: x\n\nHola\n");
    SegmentCounter counter =
        text -> {
          if (text.value().equals("long")) {
            throw new IllegalArgumentException("The text is too long.");
          }
          return new SegmentCounter.Cost("GSM-7", 1);
        };
    int status =
        new ExplainMail(MailProperties.standard(), counter)
            .run(
                List.of("--json", folder.toString()),
                InputStream.nullInputStream(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    assertThat(status).isZero();
    assertThat(text(out))
        .contains("\"code\":\"too-long\",\"reason\":\"The text is too long.\"")
        .contains("\"text\":\"Hola\"");
  }

  @Test
  void theBlockThatThreeMailsOfASenderShareIsASignatureInAllOfThem(@TempDir Path folder)
      throws IOException {
    String block = "\n\nLuis Gestor\nOficina de la calle Mayor\nBanco de Ejemplo\n";
    for (String text : List.of("Le espero el lunes", "Traiga el DNI", "Ya está todo en orden")) {
      Files.writeString(
          folder.resolve(text.length() + ".eml"),
          "From: Luis Gestor <luis@bank.example>\nSubject: x\n\n" + text + block);
    }
    Files.writeString(
        folder.resolve("other.eml"), "From: Eva <eva@bank.example>\nSubject: x\n\nHola" + block);
    assertThat(run("--json", folder.toString())).isZero();
    assertThat(text(out))
        .contains("\"text\":\"Le espero el lunes\"", "\"text\":\"Traiga el DNI\"")
        .contains("\"text\":\"Ya está todo en orden\"", "\"text\":\"Hola\\n\\nLuis Gestor");
  }

  @Test
  void peopleGetLines(@TempDir Path folder) throws IOException {
    Path mail = Files.writeString(folder.resolve("a.eml"), "Subject: x\n\nHola\nAna\n");
    assertThat(run(mail.toString())).isZero();
    assertThat(text(out)).contains("outcome   sms", "text      Hola", "          Ana");
  }

  @Test
  void aFileThatCannotBeReadIsNamedAndTheOthersAreExplained(@TempDir Path folder)
      throws IOException {
    Path mail = Files.writeString(folder.resolve("a.eml"), "Subject: x\n\nHola\n");
    assertThat(run("--json", folder.resolve("none.eml").toString(), mail.toString())).isEqualTo(2);
    assertThat(text(err)).contains("none.eml: cannot be read");
    assertThat(text(out)).contains("\"outcome\":\"sms\"");
  }

  @Test
  void withoutAnyInputItSaysHowToUseIt() {
    assertThat(run("--json")).isEqualTo(2);
    assertThat(text(err)).contains("usage: explain mail");
  }

  private int run(String... args) {
    return new ExplainMail(MailProperties.standard(), sms -> new SegmentCounter.Cost("GSM-7", 1))
        .run(
            List.of(args),
            InputStream.nullInputStream(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private static String text(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8);
  }
}
