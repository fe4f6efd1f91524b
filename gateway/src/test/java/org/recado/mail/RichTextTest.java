package org.recado.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Formats beside plain text and HTML: winmail.dat, RTF, text/enriched, files in the text. */
class RichTextTest {

  private static final String RTF =
      "{\\r"
          + "tf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0\\fswiss\\fcharset0"
          + " Arial;}{\\f1\\fcharset204 Arial;}}{\\colortbl;\\r"
          + "ed0\\green0\\blue0;}{\\*\\generator Riched20;}\r\n"
          + "\\pard\\f0\\fs20 Ma\\'f1ana a las 10\\par\r\n"
          + "{\\v oculto}5 \\u8364? \\endash  {\\f1\\'ef\\'f0}\\par{\\pict 0102}}";

  private static final String HTML_IN_RTF =
      "{\\r"
          + "tf1\\ansi\\ansicpg1252\\fromhtml1 \\deff0{\\fonttbl{\\f0 Arial;}}{\\*\\htmltag64"
          + " <p>}\\htmlrtf {\\htmlrtf0 Ma\\'f1ana{\\*\\htmltag84 <br>}\\htmlrtf \\line\\htmlrtf0 a"
          + " las 10\\htmlrtf\\par}\\htmlrtf0{\\*\\htmltag72 </p>}}";

  private final MailReader reader = new MailReader();

  @Test
  void rtfIsReadAsItIsShown() {
    assertThat(RtfText.read(RTF.getBytes(StandardCharsets.ISO_8859_1)))
        .isEqualTo(new RtfText.Found("Mañana a las 10\n5 € – пр\n", false));
  }

  @Test
  void htmlThatOutlookPutIntoRtfComesOutAgain() {
    assertThat(RtfText.read(HTML_IN_RTF.getBytes(StandardCharsets.ISO_8859_1)))
        .isEqualTo(new RtfText.Found("<p>Mañana<br>a las 10</p>", true));
  }

  @Test
  void aMailInOutlooksOwnFormatIsRead() {
    var plain = new TnefFile().messageClass("IPM.Note").unicodeBody("Mañana a las 10\r\nLuis");
    assertThat(textOf(plain)).isEqualTo("Mañana a las 10\nLuis");
    var html =
        new TnefFile()
            .html("<p>Mañana a <b>las 10</b></p>".getBytes(Charset.forName("cp1252")), 1252);
    assertThat(textOf(html.attachment(100_000))).isEqualTo("Mañana a las 10");
    assertThat(textOf(new TnefFile().rtf(RTF))).isEqualTo("Mañana a las 10\n5 € – пр");
    assertThat(textOf(new TnefFile().rtf(HTML_IN_RTF))).isEqualTo("Mañana\na las 10");
    var old = new TnefFile().body("Mañana a las 10".getBytes(Charset.forName("cp1252")));
    assertThat(textOf(old.attachment(10))).isEqualTo("Mañana a las 10");
  }

  @Test
  void theTextBesideWinmailDatIsTheSameTextAndComesFirst() {
    byte[] file = new TnefFile().unicodeBody("De la hoja").octets();
    var sms = (Reading.Sms) reader.read(mixed("Del cuerpo", file));
    assertThat(sms.text().value()).isEqualTo("Del cuerpo");
    assertThat(sms.dropped())
        .containsExactly(new Dropped(Dropped.Kind.ATTACHMENT, "winmail.dat (application/ms-tnef)"));
    var empty = (Reading.Sms) reader.read(mixed("\n", file));
    assertThat(empty.text().value()).isEqualTo("De la hoja");
  }

  @ParameterizedTest
  @CsvSource({
    "IPM.Schedule.Meeting.Request, CALENDAR",
    "IPM.Note.SMIME, ENCRYPTED",
    "IPM.Note, RICH_TEXT"
  })
  void whatOutlookMarksAsSomethingElseIsRefused(String messageClass, Refusal code) {
    var file = new TnefFile().messageClass(messageClass).body(" ".getBytes(StandardCharsets.UTF_8));
    assertThat(reader.read(mail(file.octets())))
        .isInstanceOfSatisfying(
            Reading.Refused.class, refused -> assertThat(refused.code()).isEqualTo(code));
  }

  @Test
  void damagedFilesAreRefusedOrReadAndNothingElse() {
    var random = new Random(20261122);
    byte[] whole =
        new TnefFile()
            .messageClass("IPM.Note")
            .rtf(RTF)
            .unicodeBody("Mañana")
            .attachment(50)
            .octets();
    for (int i = 0; i < 2_000; i++) {
      byte[] damaged = Damage.to(whole, whole, random);
      assertThat(Tnef.read(damaged)).isNotNull();
      assertThat(RtfText.read(damaged)).isNotNull();
      assertThat(reader.read(mail(damaged))).isNotNull();
    }
  }

  @Test
  void aFileInTheTextIsAnAttachment() {
    String body = "Vea el adjunto\r\n\r\nbegin 644 a.txt\r\n#86)C\r\n`\r\nend\r\n";
    var sms = (Reading.Sms) reader.read(octets("text/plain", body));
    assertThat(sms.text().value()).isEqualTo("Vea el adjunto");
    assertThat(sms.dropped()).containsExactly(new Dropped(Dropped.Kind.ATTACHMENT, "a.txt"));
    var alone = (Reading.Refused) reader.read(octets("text/plain", body.substring(18)));
    assertThat(alone.code()).isEqualTo(Refusal.ONLY_ATTACHMENTS);
  }

  @Test
  void commandsOfEnrichedTextAreNotSent() {
    assertThat(
            text(
                "text/enriched", "<bold>Hola</bold> Ana,\nle espero\n\n<<aqui> 10<param>x</param>"))
        .isEqualTo("Hola Ana, le espero\n<aqui> 10");
    assertThat(text("text/richtext", "<bold>Hola</bold> Ana<nl>le espero"))
        .isEqualTo("Hola Ana\nle espero");
    assertThat(text("application/rtf", RTF)).startsWith("Mañana");
  }

  @Test
  void utf7AndTextThatWasDecodedTwiceAreReadable() {
    assertThat(text("text/plain; charset=utf-7", "Ma+APE-ana +- hoy")).isEqualTo("Mañana + hoy");
    assertThat(text("text/plain; charset=utf-8", "MaÃ±ana, 5 â‚¬")).isEqualTo("Mañana, 5 €");
    assertThat(text("text/plain; charset=utf-8", "SÃO PAULO, Â·")).isEqualTo("SÃO PAULO, Â·");
  }

  private String textOf(TnefFile file) {
    return ((Reading.Sms) reader.read(mail(file.octets()))).text().value();
  }

  private String text(String type, String body) {
    return ((Reading.Sms) reader.read(octets(type, body))).text().value();
  }

  private static byte[] octets(String type, String body) {
    return ("Content-Type: " + type + "\r\n\r\n" + body).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] mail(byte[] tnef) {
    return join(
        """
        Content-Type: application/ms-tnef; name=winmail.dat
        Content-Disposition: attachment; filename=winmail.dat
        Content-Transfer-Encoding: base64

        """,
        tnef,
        "");
  }

  private static byte[] mixed(String text, byte[] tnef) {
    return join(
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n"
            + text
            + "\r\n--b\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\n"
            + "Content-Disposition: attachment; filename=winmail.dat\r\n"
            + "Content-Transfer-Encoding: base64\r\n\r\n",
        tnef,
        "\r\n--b--\r\n");
  }

  private static byte[] join(String before, byte[] file, String after) {
    var mail = new ByteArrayOutputStream();
    mail.writeBytes(before.getBytes(StandardCharsets.UTF_8));
    mail.writeBytes(Base64.getMimeEncoder().encode(file));
    mail.writeBytes(after.getBytes(StandardCharsets.UTF_8));
    return mail.toByteArray();
  }
}
