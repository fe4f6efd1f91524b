package org.recado.mailout;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.BodyPart;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.recado.directory.Contact;
import org.recado.mail.MailReader;
import org.recado.mail.Reading;
import org.recado.message.MailAddress;
import org.recado.message.MessageId;
import org.recado.message.Msisdn;

/** What the gateway writes is read here by Angus Mail, and by the gateway's own reader. */
class ReplyMailTest {

  private static final MessageId ID = MessageId.of("01936f0e-5d3c-7a61-8a0e-2f6f0d1c9b11");
  private static final Contact ANA = new Contact("Ana Cliente", Msisdn.of("+34600111222"));
  private static final MailAddress LUIS = MailAddress.of("luis@bank.example");
  private static final Instant NOW = Instant.parse("2026-11-21T17:59:00Z");
  private static final MailStyle SPANISH =
      new MailStyle("sms.bank.example", Locale.forLanguageTag("es"), ZoneId.of("Europe/Madrid"));

  @Test
  void answeringGoesBackToTheClientsNumber() throws Exception {
    var mail = parsed(reply(ANA, "Vale, mañana a las 10", MailThread.NEW));
    assertThat(mail.getFrom()).hasSize(1);
    var from = (InternetAddress) mail.getFrom()[0];
    assertThat(from.getAddress()).isEqualTo("34600111222@sms.bank.example");
    assertThat(from.getPersonal()).isEqualTo("Ana Cliente (SMS)");
    assertThat(mail.getReplyTo()).containsExactly(from);
    assertThat(mail.getRecipients(MimeMessage.RecipientType.TO)[0])
        .hasToString("luis@bank.example");
    assertThat(mail.getSubject()).isEqualTo("SMS de Ana Cliente");
    assertThat(mail.getSentDate()).isEqualTo(NOW);
  }

  @Test
  void plainTextAndHtmlSayTheSame() throws Exception {
    String text = "¿Cuánto es?\n5 < 6 & \"ñ\" 👩‍👧 €\n.\nFrom Madrid ";
    var mail = parsed(reply(ANA, text, MailThread.NEW));
    var parts = (MimeMultipart) mail.getContent();
    assertThat(mail.isMimeType("multipart/alternative")).isTrue();
    assertThat(text(parts.getBodyPart(0)))
        .isEqualTo(
            text.strip() + "\n\n-- \nResponda a este correo para contestar a Ana Cliente por SMS.");
    assertThat(text(parts.getBodyPart(1)))
        .contains("¿Cuánto es?<br>\n5 &lt; 6 &amp; &quot;ñ&quot; 👩‍👧 €<br>\n.<br>\nFrom Madrid");
  }

  @Test
  void theMailStaysInItsConversation() throws Exception {
    var thread =
        new MailThread(
            Optional.of("<3@bank.example>"),
            List.of("<1@bank.example>", "<2@sms.bank.example>"),
            Optional.of("RV: Re: Cita del préstamo"));
    var mail = parsed(reply(ANA, "Sí", thread));
    assertThat(mail.getHeader("In-Reply-To", null)).isEqualTo("<3@bank.example>");
    assertThat(mail.getHeader("References", null).split("\\s+"))
        .containsExactly("<1@bank.example>", "<2@sms.bank.example>", "<3@bank.example>");
    assertThat(mail.getSubject()).isEqualTo("Re: Cita del préstamo");
    assertThat(mail.getMessageID()).isEqualTo("<" + ID + "@sms.bank.example>");
    assertThat(mail.getHeader("X-Recado-Message", null)).isEqualTo(ID.toString());
  }

  @Test
  void aLongConversationKeepsItsFirstMailAndTheLatest() throws Exception {
    var ids = IntStream.range(0, 60).mapToObj(i -> "<" + i + "@bank.example>").toList();
    var thread = new MailThread(Optional.of("<60@bank.example>"), ids, Optional.empty());
    var references = parsed(reply(ANA, "Sí", thread)).getHeader("References", null).split("\\s+");
    assertThat(references).hasSize(50).startsWith("<0@bank.example>").endsWith("<60@bank.example>");
  }

  @Test
  void aClientNobodyKnowsIsShownByNumber() throws Exception {
    var unknown = new Contact("", Msisdn.of("+34600111222"));
    var mail = parsed(reply(unknown, "Hola", MailThread.NEW));
    assertThat(((InternetAddress) mail.getFrom()[0]).getPersonal()).isEqualTo("+34600111222 (SMS)");
  }

  @Test
  void namesAndSubjectsCannotBeginAHeaderField() throws Exception {
    var evil = new Contact("Ana\r\nBcc: all@bank.example", Msisdn.of("+34600111222"));
    var thread =
        new MailThread(Optional.empty(), List.of(), Optional.of("Hola\r\nBcc: all@bank.example"));
    var mail = parsed(reply(evil, "Hola", thread));
    assertThat(mail.getHeader("Bcc")).isNull();
    assertThat(mail.getSubject()).isEqualTo("Re: Hola Bcc: all@bank.example");
  }

  @Test
  void aPartialOrLateMessageSaysSo() throws Exception {
    var reply =
        new ReplyMail(
            ID,
            ANA.name(),
            ANA.number().digits(),
            LUIS,
            "",
            MailThread.NEW,
            true,
            false,
            Optional.of(Instant.parse("2026-11-19T08:05:00Z")),
            NOW);
    String text = text(((MimeMultipart) parsed(reply).getContent()).getBodyPart(0));
    assertThat(text)
        .startsWith("(El mensaje no tenía texto.)")
        .contains("[Una parte de este mensaje no ha llegado de la red móvil.]")
        .contains("se escribió el 19 de noviembre de 2026, 9:05".replace(" 9:05", " 09:05"));
  }

  @Test
  void noLineIsLongerThanSmtpAllowsAndAllEndInCrlf() {
    var thread =
        new MailThread(
            Optional.empty(), List.of(), Optional.of("ñ".repeat(500) + "x".repeat(2_000)));
    byte[] mail = reply(ANA, "palabra".repeat(1_000), thread).compose(SPANISH);
    String text = new String(mail, StandardCharsets.ISO_8859_1);
    assertThat(text.replace("\r\n", "")).doesNotContain("\r", "\n");
    assertThat(text.split("\r\n")).allSatisfy(line -> assertThat(line.length()).isLessThan(99));
  }

  @Test
  void theAnswerOfAnyMailProgramCarriesTheEmployeesWordsAlone() {
    String answer =
        """
        From: luis@bank.example
        To: 34600111222@sms.bank.example
        Content-Type: text/plain; charset=utf-8

        Perfecto, le espero.

        El 21/11/2026 a las 18:59, Ana Cliente (SMS) escribió:
        > Vale
        """;
    var reading = new MailReader().read(answer.getBytes(StandardCharsets.UTF_8));
    assertThat(((Reading.Sms) reading).text().value()).isEqualTo("Perfecto, le espero.");
  }

  @Test
  void whatRepliesQuoteIsNotSentAgainWhenTheyAreAnswered() throws Exception {
    var quoted = new MailThread.Quoted(NOW, "¿Le viene bien el jueves?");
    for (var locale : List.of(Locale.ENGLISH, Locale.forLanguageTag("es"))) {
      var thread =
          new MailThread(
              Optional.empty(),
              List.of(),
              Optional.empty(),
              Optional.empty(),
              List.of(quoted, quoted));
      var style = new MailStyle("sms.bank.example", locale, ZoneId.of("Europe/Madrid"));
      byte[] mail = reply(ANA, "Sí, a las diez", thread).compose(style);
      var parts =
          (MimeMultipart) new MimeMessage(null, new ByteArrayInputStream(mail)).getContent();
      String answer = "Content-Type: text/plain; charset=utf-8\n\n" + text(parts.getBodyPart(0));
      var reading = new MailReader().read(answer.getBytes(StandardCharsets.UTF_8));
      assertThat(((Reading.Sms) reading).text().value()).isEqualTo("Sí, a las diez");
    }
  }

  private static ReplyMail reply(Contact client, String text, MailThread thread) {
    return new ReplyMail(
        ID,
        client.name(),
        client.number().digits(),
        LUIS,
        text,
        thread,
        false,
        false,
        Optional.empty(),
        NOW);
  }

  private static MimeMessage parsed(ReplyMail mail) throws Exception {
    return new MimeMessage(
        Session.getInstance(new Properties()), new ByteArrayInputStream(mail.compose(SPANISH)));
  }

  private static String text(BodyPart part) throws Exception {
    return ((String) part.getContent()).replace("\r\n", "\n");
  }
}
