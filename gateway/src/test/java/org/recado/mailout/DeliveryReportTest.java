package org.recado.mailout;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Session;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import org.eclipse.angus.mail.dsn.DeliveryStatus;
import org.eclipse.angus.mail.dsn.MultipartReport;
import org.junit.jupiter.api.Test;
import org.recado.directory.Contact;
import org.recado.mail.MailReader;
import org.recado.mail.Reading;
import org.recado.mailout.RecipientStatus.Action;
import org.recado.message.MailAddress;
import org.recado.message.MessageId;
import org.recado.message.Msisdn;

class DeliveryReportTest {

  private static final MessageId ID = MessageId.of("01936f0e-5d3c-7a61-8a0e-2f6f0d1c9b11");
  private static final MailAddress LUIS = MailAddress.of("luis@bank.example");
  private static final Instant SENT = Instant.parse("2026-11-21T17:55:00Z");
  private static final Instant NOW = Instant.parse("2026-11-21T17:59:00Z");
  private static final ZoneId MADRID = ZoneId.of("Europe/Madrid");
  private static final MailStyle SPANISH =
      new MailStyle("sms.bank.example", Locale.forLanguageTag("es"), MADRID);
  private static final MailStyle ENGLISH =
      new MailStyle("sms.bank.example", Locale.ENGLISH, MADRID);

  private static final byte[] MAIL =
      "From: luis@bank.example\nTo: 34600111222@sms.bank.example\nSubject: Cita\n\nHasta mañana\n"
          .getBytes(StandardCharsets.UTF_8);

  @Test
  void aFailureReadsLikeTheGoldenReport() throws IOException {
    var report = report(false, failed("Ana Cliente", "+34600111222"));
    assertThat(text(report.compose(SPANISH))).isEqualTo(golden("failed-es.eml"));
  }

  @Test
  void aListOfFiftyWithThreeDeadNumbersGivesOneReportWithThoseFirst() throws Exception {
    var all = new ArrayList<RecipientStatus>();
    for (int i = 0; i < 50; i++) {
      String number = "+346001112%02d".formatted(i);
      all.add(i % 20 == 7 ? failed("", number) : delivered(number));
    }
    var mail = parsed(report(true, all.toArray(RecipientStatus[]::new)).compose(ENGLISH));
    String human = (String) parts(mail).getBodyPart(0).getContent();
    assertThat(mail.getSubject()).isEqualTo("Delivery report: Cita");
    assertThat(human).contains("47 delivered, 3 not delivered, 0 still open, of 50.");
    assertThat(human.indexOf("+34600111247: not")).isLessThan(human.indexOf(": delivered to"));
    var machine = groups(mail);
    assertThat(machine).hasSize(51);
    assertThat(machine.get(8).getHeader("Action", null)).isEqualTo("failed");
    assertThat(machine.get(8).getHeader("Final-Recipient", null))
        .isEqualTo("rfc822; 34600111207@sms.bank.example");
  }

  @Test
  void whatIsDelayedIsSaidToBeTriedOnAndEndsInNothingFinal() throws Exception {
    var late =
        new RecipientStatus(
            new Contact("Ana Cliente", Msisdn.of("+34600111222")),
            Optional.empty(),
            Action.DELAYED,
            "4.4.1",
            "",
            NOW);
    var mail = parsed(report(true, late, delivered("+34600111333")).compose(ENGLISH));
    var groups = groups(mail);
    assertThat(groups).hasSize(3);
    assertThat(groups.get(0).getHeader("Original-Envelope-Id", null)).isEqualTo("QQ314159");
    assertThat(groups.get(0).getHeader("Reporting-MTA", null)).isEqualTo("dns; sms.bank.example");
    assertThat(groups.get(1).getHeader("Final-Recipient", null))
        .isEqualTo("rfc822; 34600111222@sms.bank.example");
    assertThat(groups.get(1).getHeader("Action", null)).isEqualTo("delayed");
    assertThat(groups.get(1).getHeader("Status", null)).isEqualTo("4.4.1");
    assertThat(groups.get(2).getHeader("Action", null)).isEqualTo("delivered");
    assertThat(((MultipartReport) mail.getContent()).getText()).contains("Ana Cliente");
    assertThat(((MultipartReport) mail.getContent()).getReturnedMessage().getSubject())
        .isEqualTo("Cita");
  }

  @Test
  void itIsAReportThatNoMailProgramAnswers() throws Exception {
    byte[] octets = report(false, delivered("+34600111222")).compose(SPANISH);
    var mail = parsed(octets);
    assertThat(mail.getContentType()).contains("multipart/report", "report-type=delivery-status");
    assertThat(mail.getHeader("Auto-Submitted", null)).isEqualTo("auto-replied");
    assertThat(mail.getFrom()[0]).asString().contains("postmaster@sms.bank.example");
    assertThat(mail.getHeader("In-Reply-To", null)).isEqualTo("<1@bank.example>");
    assertThat(new MailReader().read(octets)).isInstanceOf(Reading.Automatic.class);
  }

  @Test
  void returnsTheMailOrItsHeadersAsAsked() throws Exception {
    var whole = parts(parsed(report(false, delivered("+34600111222")).compose(SPANISH)));
    assertThat(whole.getBodyPart(2).isMimeType("message/rfc822")).isTrue();
    assertThat(((MimeMessage) whole.getBodyPart(2).getContent()).getSubject()).isEqualTo("Cita");
    byte[] headersOnly = report(true, delivered("+34600111222")).compose(SPANISH);
    assertThat(text(headersOnly)).contains("text/rfc822-headers").doesNotContain("Hasta");
  }

  @Test
  void aMailWithLinesThatSmtpForbidsIsReturnedAsHeaders() {
    byte[] mail = ("Subject: x\r\n\r\n" + "y".repeat(5_000)).getBytes(StandardCharsets.UTF_8);
    var reported = new ReportedMail(Optional.empty(), Optional.empty(), mail, false);
    assertThat(reported.mediaType()).isEqualTo("text/rfc822-headers");
    assertThat(new String(reported.octets(), StandardCharsets.UTF_8)).isEqualTo("Subject: x\r\n");
  }

  @Test
  void whatTheSmscSaidCannotBreakTheReport() throws Exception {
    var status =
        new RecipientStatus(
            new Contact("", Msisdn.of("+34600111222")),
            Optional.of("rfc822;a\r\nAction: delivered"),
            Action.FAILED,
            "5.0.0",
            "UNDELIV\r\nStatus: 2.0.0",
            NOW);
    var group = groups(parsed(report(true, status).compose(SPANISH))).get(1);
    assertThat(group.getHeader("Status")).containsExactly("5.0.0");
    assertThat(group.getHeader("Action")).containsExactly("failed");
  }

  private static RecipientStatus failed(String name, String number) {
    return new RecipientStatus(
        new Contact(name, Msisdn.of(number)),
        Optional.of("rfc822;" + number + "@sms.bank.example"),
        Action.FAILED,
        "5.1.1",
        "ESME_RINVDSTADR",
        NOW);
  }

  private static RecipientStatus delivered(String number) {
    return new RecipientStatus(
        new Contact("", Msisdn.of(number)), Optional.empty(), Action.DELIVERED, "2.0.0", "", NOW);
  }

  private static DeliveryReport report(boolean headersOnly, RecipientStatus... recipients) {
    var mail =
        new ReportedMail(Optional.of("<1@bank.example>"), Optional.of("Cita"), MAIL, headersOnly);
    return new DeliveryReport(
        ID,
        LUIS,
        mail,
        Optional.of("QQ314159"),
        SENT,
        List.of(recipients),
        Tally.of(List.of(recipients)),
        NOW);
  }

  private static MimeMessage parsed(byte[] octets) throws Exception {
    return new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(octets));
  }

  private static MimeMultipart parts(MimeMessage mail) throws Exception {
    return (MimeMultipart) mail.getContent();
  }

  /** The groups of fields in the machine part, RFC 3464 section 2.1, as Angus Mail reads them. */
  private static List<InternetHeaders> groups(MimeMessage mail) throws Exception {
    assertThat(parts(mail).getBodyPart(1).isMimeType("message/delivery-status")).isTrue();
    var status = (DeliveryStatus) ((MultipartReport) mail.getContent()).getReport();
    var groups = new ArrayList<InternetHeaders>();
    groups.add(status.getMessageDSN());
    for (int i = 0; i < status.getRecipientDSNCount(); i++) {
      groups.add(status.getRecipientDSN(i));
    }
    return groups;
  }

  private static String golden(String name) throws IOException {
    try (var in = DeliveryReportTest.class.getResourceAsStream(name)) {
      return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String text(byte[] octets) {
    return new String(octets, StandardCharsets.UTF_8).replace("\r\n", "\n");
  }
}
