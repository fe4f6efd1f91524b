package org.recado.mail;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same message, with signature and notice, as real mail clients send it: new, and as an answer.
 * {@code lab/peers/mail-clients/record.sh} recorded them.
 */
class ClientMailsTest {

  private static final String TEXT =
      """
      Buenos días, Ana:

      Le recordamos que su cita con nosotros es el próximo lunes a las 10:00 en la oficina de la calle Mayor, 5; traiga el DNI.

      Un saludo,
      Luis""";

  private final MailReader reader = new MailReader();

  @ParameterizedTest
  @MethodSource
  void everyClientsMailBecomesTheSameTextByteForByte(Path mail) throws IOException {
    var sms = (Reading.Sms) reader.read(Files.readAllBytes(mail));
    assertThat(sms.text().value()).isEqualTo(TEXT);
    assertThat(sms.dropped())
        .extracting(Dropped::kind)
        .contains(Dropped.Kind.SIGNATURE, Dropped.Kind.DISCLAIMER);
    if (mail.toString().endsWith("-reply.eml")) {
      assertThat(sms.dropped()).extracting(Dropped::kind).contains(Dropped.Kind.QUOTE);
    }
  }

  static Stream<Path> everyClientsMailBecomesTheSameTextByteForByte() throws IOException {
    try (var files = Files.list(Path.of("src/test/resources/org/recado/mail/clients"))) {
      return files.filter(file -> file.toString().endsWith(".eml")).sorted().toList().stream();
    }
  }

  @Test
  void whatAngusMailWritesIsTheSameToo() throws Exception {
    String ending =
        "\r\n\r\n-- \r\nLuis Gestor\r\nTel. 910 000 000\r\n\r\nAVISO LEGAL: Este mensaje es"
            + " confidencial y va dirigido solo a su destinatario.\r\n";
    var asked = new MimeMessage(Session.getInstance(new Properties()));
    asked.setFrom(new InternetAddress("34600111222@sms.bank.example"));
    asked.setSubject("Cita");
    asked.setText("¿Cuándo?", "utf-8");
    asked.saveChanges();
    var answer = (MimeMessage) asked.reply(false);
    for (var mail :
        new Message[] {new MimeMessage(Session.getInstance(new Properties())), answer}) {
      mail.setFrom(new InternetAddress("luis@bank.example"));
      String history =
          mail.equals(answer)
              ? "\r\nEl 3/3/26 a las 10:20, Ana escribió:\r\n\r\n> ¿Cuándo es mi cita?\r\n"
              : "";
      ((MimeMessage) mail).setText(TEXT.replace("\n", "\r\n") + ending + history, "iso-8859-1");
      mail.saveChanges();
      var octets = new ByteArrayOutputStream();
      mail.writeTo(octets);
      assertThat(((Reading.Sms) reader.read(octets.toByteArray())).text().value()).isEqualTo(TEXT);
    }
  }
}
