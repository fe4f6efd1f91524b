package org.recado.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailReaderTest {

  private final MailReader reader = new MailReader();

  @Test
  void theTextOfAPlainMailIsTheShortMessage() {
    assertThat(text("Content-Type: text/plain; charset=utf-8", "Su cita es mañana.\nGracias\n"))
        .isEqualTo("Su cita es mañana.\nGracias");
  }

  @Test
  void ofAlternativesTheOneAPersonSeesIsTaken() {
    String mail =
        """
        Content-Type: multipart/alternative; boundary=b

        --b
        Content-Type: text/plain

        Le esperamos en la <https://bank.example/oficina> oficina *principal*
        --b
        Content-Type: text/html

        <style>p {margin:0}</style><p>Le esperamos en la oficina <b>principal</b></p>
        --b--
        """;
    assertThat(text(mail)).isEqualTo("Le esperamos en la oficina principal");
  }

  @ParameterizedTest
  @CsvSource({
    "iso-8859-1, windows-1252",
    "us-ascii, utf-8",
    "iso-8859-1, utf-8",
    "utf-8, windows-1252",
    "x-unknown, utf-8",
    "x-unknown, windows-1252",
    "iso-8859-15, iso-8859-15"
  })
  void aWrongCharsetLabelDoesNoHarm(String label, String real) {
    byte[] body =
        "Mañana a las 10 en la calle Alcalá le dirán más, 5 €".getBytes(Charset.forName(real));
    byte[] head =
        ("Content-Type: text/plain; charset=" + label + "\r\n\r\n")
            .getBytes(StandardCharsets.UTF_8);
    var mail = new java.io.ByteArrayOutputStream();
    mail.writeBytes(head);
    mail.writeBytes(body);
    assertThat(((Reading.Sms) reader.read(mail.toByteArray())).text().value())
        .isEqualTo("Mañana a las 10 en la calle Alcalá le dirán más, 5 €");
  }

  @ParameterizedTest
  @CsvSource({
    "iso-8859-2, windows-1250, „Zażółć” gęślą jaźń",
    "iso-8859-7, windows-1253, “Η κάρτα” Ά",
    "iso-8859-9, windows-1254, “Şükrü” ığdır",
    "iso-8859-13, windows-1257, „Kortelė” paruošta",
    "iso-8859-15, windows-1252, “cuota” 5 …"
  })
  void lettersWhereTheLabelHasControlsAreThoseOfWindows(String label, String real, String said) {
    var mail = new java.io.ByteArrayOutputStream();
    mail.writeBytes(
        ("Content-Type: text/plain; charset=" + label + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    mail.writeBytes(said.getBytes(Charset.forName(real)));
    assertThat(((Reading.Sms) reader.read(mail.toByteArray())).text().value()).isEqualTo(said);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fbank.example%2Ff&data=x",
        "https://urldefense.proofpoint.com/v2/url?u=https-3A__bank.example_f&d=DwMF&c=abc",
        "https://urldefense.com/v3/__https://bank.example/f__;!!abc!xyz$",
        "https://linkprotect.cudasvc.com/url?a=https%3a%2f%2fbank.example%2ff&c=E,1",
        "https://www.google.com/url?q=https://bank.example/f&sa=D"
      })
  void aLinkKeepsTheAddressItsWriterGave(String link) {
    assertThat(text("Content-Type: text/html", "<p>Firme <a href='" + link + "'>aquí</a></p>"))
        .isEqualTo("Firme aquí (https://bank.example/f)");
  }

  @Test
  void aKeyInTheTextIsAnAttachment() {
    var sms =
        (Reading.Sms)
            reader.read(
                octets(
                    "Content-Type: text/plain",
                    """
                    Le espero

                    -----BEGIN PGP PUBLIC KEY BLOCK-----

                    xx
                    -----END PGP PUBLIC KEY BLOCK-----
                    """));
    assertThat(sms.text().value()).isEqualTo("Le espero");
    assertThat(sms.dropped()).extracting(Dropped::kind).containsExactly(Dropped.Kind.ATTACHMENT);
  }

  @Test
  void flowedTextIsOneParagraphAgain() {
    assertThat(
            text(
                "Content-Type: text/plain; format=flowed; delsp=yes",
                "Su ci \nta es maña \nna.\nHasta pronto\n"))
        .isEqualTo("Su cita es mañana.\nHasta pronto");
  }

  @Test
  void textWrappedByAnEditorIsOneParagraphAgain() {
    assertThat(
            text(
                "Content-Type: text/plain",
                """
                Le recordamos que el próximo lunes vence la cuota de su préstamo; puede
                pagarla en cualquier oficina.
                - DNI
                - Recibo
                """))
        .isEqualTo(
            "Le recordamos que el próximo lunes vence la cuota de su préstamo; puede"
                + " pagarla en cualquier oficina.\n- DNI\n- Recibo");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "El 3 mar 2026, a las 10:20, Ana Cliente (SMS) <34600111222@sms.bank.example> escribió:\n> Hola\n",
        "El mar, 3 mar 2026 a las 10:20, Ana (<34600111222@sms.bank.example>) escribió:\n\n> Hola\n",
        "On Tue, Mar 3, 2026 at 10:20 AM Ana <a@bank.example> wrote:\n\n> Hello\n",
        "De: Ana Cliente (SMS) <34600111222@sms.bank.example>\nEnviado el: martes, 3 de marzo de 2026 10:20\nPara: Luis\nAsunto: Cita\n\nHola\n",
        "________________________________\nFrom: Ana <a@bank.example>\nSent: Tuesday, March 3, 2026\nTo: Luis\nSubject: Cita\n\nHola\n",
        "-----Mensaje original-----\nDe: Ana\nHola\n",
        "-----Ana Cliente/BANK wrote: -----\nTo: Luis\nHola\n",
        "Am 03.03.2026 um 10:20 schrieb Ana:\n> Hallo\n",
        "Le 3 mars 2026 à 10:20, Ana <a@bank.example> a écrit :\n> Salut\n"
      })
  void theAnsweredMailIsLeftOutInAnyLanguage(String history) {
    var sms =
        (Reading.Sms) reader.read(octets("Content-Type: text/plain", "De acuerdo\n\n" + history));
    assertThat(sms.text().value()).isEqualTo("De acuerdo");
    assertThat(sms.dropped()).extracting(Dropped::kind).containsExactly(Dropped.Kind.QUOTE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "le recordamos que la cuota vence mañana. Puede pagarla en la app.\n\n",
        "el lunes 16.11. a las 10:00 le esperamos.\n",
        "le recordamos que la cuota vence el 3/3.\nOn behalf of the bank, at 10:20.\n"
      })
  void aSentenceThatBeginsLikeAnAttributionIsNotTakenForOneByWhatFollows(String sentence) {
    String history =
        "El lun, 16 nov 2026 a las 10:00, Elena Soto <e@x.example> escribió:\n> Hola\n";
    assertThat(text("Content-Type: text/plain", "Buenas tardes:\n" + sentence + history))
        .isEqualTo("Buenas tardes:\n" + sentence.strip());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "De: Madrid\nPara: Sevilla\nFecha: 3 de mayo",
        "El 3 de mayo a las 10:00 su gestor escribió: llame",
        "Traiga:\n- DNI\n- Nómina",
        "Resumen\n-----\nTotal 300 €\nVence el 5\nIBAN ES00\nLuis\nBanco\nMadrid",
        "Enviado desde la oficina de Madrid, su contrato",
        "> 100 € sin comisión",
        "Este mensaje es confidencial y solo para usted: su clave cambia el lunes próximo, por error nuestro"
      })
  void whatTheWriterTypedIsNeverTakenForHistoryOrSignature(String typed) {
    assertThat(text("Content-Type: text/plain", typed + "\n")).isEqualTo(typed);
  }

  @Test
  void aMailPassedOnWithoutAWordIsWhatItsSenderWantsToSay() {
    String answered = "De: Ana <a@x.example>\nEnviado: 3/3/26\nPara: Luis\nAsunto: Cita\n\nHola\n";
    assertThat(text("Subject: RV: Cita\nContent-Type: text/plain", answered)).endsWith("\nHola");
    assertThat(reader.read(octets("Subject: RE: Cita\nContent-Type: text/plain", answered)))
        .isInstanceOf(Reading.Refused.class);
  }

  @Test
  void headersOfTheAnsweredMailMayHaveEmptyLinesBetweenThem() {
    assertThat(
            text(
                "Content-Type: text/plain",
                "De acuerdo\n\n________________________________\n\nDe: Ana <a@x.example>\n\nEnviado:"
                    + " 3/3/26\n\nPara: Luis\n\nAsunto: Cita\n\nHola\n"))
        .isEqualTo("De acuerdo");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Saldo: 300 €\nDisponible: 250 €\nFecha: 14/03/2026 18:40",
        "De: lunes a viernes\nHorario: 9 a 14",
        "A: Marta\nB: Juan",
        "Asunto: firma\nFecha: 3 de marzo a las 12:00",
        "Hay dos plazos:\n--\nFija\n--\nVariable\n--\nDígame cuál prefiere.",
        "Todo bien.\n\n---\n\nFirme el jueves.\n\n---\n\nPague el viernes.",
        "Le lundi 3 mars à 10:11, M. Dupont vous a écrit : merci de lui répondre.",
        "On 3 March 2026 Ann Smith wrote: 'I agree'. Is that you?"
      })
  void whatTheWriterTypedStaysAboveHistoryAndSignatureToo(String typed) {
    String history =
        "\n\nDe: Ana <a@x.example>\nEnviado: 3/3/26\nPara: Luis\nAsunto: Cita\n\nHola\n";
    String signature = "\n\n-- \nLuis Gestor\nBanco\n";
    assertThat(text("Content-Type: text/plain", typed + history)).isEqualTo(typed);
    assertThat(text("Content-Type: text/plain", typed + signature)).isEqualTo(typed);
    assertThat(text("Content-Type: text/plain", typed + signature + history)).isEqualTo(typed);
    assertThat(text("Content-Type: text/plain", "Hola:\n" + typed + "\n\nUn saludo,\nLuis\n"))
        .isEqualTo("Hola:\n" + typed + "\n\nUn saludo,\nLuis");
  }

  @Test
  void whatIsQuotedAfterTheLastAnswerWasNotAnswered() {
    assertThat(
            text(
                "Content-Type: text/plain",
                "El 3/3/2026 10:20, Ana escribió:\n> ¿Cuándo?\nEl lunes\n> Gracias\n-- \nLuis\n"))
        .isEqualTo("> ¿Cuándo?\nEl lunes");
  }

  @Test
  void answersBetweenQuotedQuestionsKeepTheQuestions() {
    assertThat(
            text(
                "Content-Type: text/plain",
                "El 3/3/2026 10:20, Ana escribió:\n> ¿Cuándo?\nEl lunes\n> ¿Dónde?\nEn la oficina\n"))
        .isEqualTo("> ¿Cuándo?\nEl lunes\n> ¿Dónde?\nEn la oficina");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-- \nLuis Pérez\nGestor personal\nTel. 91 234 56 78",
        "--\nLuis Pérez",
        "Enviado desde mi iPhone",
        "Sent from my iPhone",
        "Enviado desde Outlook para Android",
        "Obtener Outlook para iOS<https://aka.ms/o0ukef>",
        "Enviado desde mi Samsung Mobile de Movistar"
      })
  void aSignatureIsLeftOutAndKeptInTheExplanation(String signature) {
    var sms =
        (Reading.Sms)
            reader.read(octets("Content-Type: text/plain", "Le espero\n\n" + signature + "\n"));
    assertThat(sms.text().value()).isEqualTo("Le espero");
    assertThat(sms.dropped()).extracting(Dropped::kind).containsExactly(Dropped.Kind.SIGNATURE);
  }

  @Test
  void theFirmsDisclaimerEatsNoSegments() {
    var sms =
        (Reading.Sms)
            reader.read(
                octets(
                    "Content-Type: text/plain",
                    "Le espero.\nUn saludo, Luis\n\nAVISO LEGAL: Este mensaje y sus adjuntos son"
                        + " confidenciales y se dirigen solo a su destinatario.\n\nThis e-mail is"
                        + " confidential.\n"));
    assertThat(sms.text().value()).isEqualTo("Le espero.\nUn saludo, Luis");
    assertThat(sms.dropped()).extracting(Dropped::kind).containsExactly(Dropped.Kind.DISCLAIMER);
  }

  @Test
  void anOutlookReplyGivesWhatWasTypedAboveTheHistory() {
    String html =
        """
        <html><head><style><!-- p.MsoNormal {margin:0cm} --></style></head><body lang=ES>
        <div class=WordSection1><p class=MsoNormal>Buenos días, Ana: <span style='font-family:Wingdings'>J</span><o:p></o:p></p>
        <p class=MsoNormal><o:p>&nbsp;</o:p></p>
        <p class=MsoNormal style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>·<span style='font:7.0pt'>&nbsp;&nbsp; </span></span><![endif]>DNI<o:p></o:p></p>
        <p class=MsoNormal>Le&nbsp;espero el <a href="https://bank.example/c">lunes</a>.<o:p></o:p></p>
        <div style='border:none;border-top:solid #E1E1E1 1.0pt'><p class=MsoNormal><b>De:</b> Ana Cliente (SMS) &lt;34600111222@sms.bank.example&gt; <br><b>Enviado el:</b> martes, 3 de marzo de 2026 10:20<br><b>Para:</b> Luis<br><b>Asunto:</b> Cita<o:p></o:p></p></div>
        <p class=MsoNormal>¿Cuándo?<o:p></o:p></p></div></body></html>
        """;
    assertThat(text("Content-Type: text/html; charset=utf-8", html))
        .isEqualTo("Buenos días, Ana: :)\n\n- DNI\nLe espero el lunes (https://bank.example/c).");
  }

  @Test
  void whatTheReaderOfTheMailCannotSeeIsNotSent() {
    String html =
        "<div style='display:none'>Preheader</div><!-- no --><p>Hola\u200b<script>x()</script>"
            + " \u202emundo\u00ad\ufeff</p>";
    var sms = (Reading.Sms) reader.read(octets("Content-Type: text/html; charset=utf-8", html));
    assertThat(sms.text().value()).isEqualTo("Hola mundo");
    assertThat(sms.dropped()).containsExactly(new Dropped(Dropped.Kind.HIDDEN, "Preheader"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<ul><li>Uno</li><li>Dos</li></ul>",
        "<ul><li><p>Uno</p></li><li><p>Dos</p></li></ul>",
        "<ul><li><div role='presentation'>Uno</div></li><li><div><p>Dos</p></div></li></ul>"
      })
  void anItemStandsBesideItsBullet(String list) {
    assertThat(text("Content-Type: text/html", list)).isEqualTo("- Uno\n- Dos");
    assertThat(text("Content-Type: text/html", "<ul><li></ul><p>Uno</p>")).endsWith("\nUno");
  }

  @Test
  void aBannerBetweenMarksIsLeftOut() {
    assertThat(
            text(
                "Content-Type: text/plain",
                """
                ZjQcmQRYFpfptBannerStart
                This Message Is From an External Sender

                Be careful.
                ZjQcmQRYFpfptBannerEnd
                Le espero
                """))
        .isEqualTo("Le espero");
  }

  @Test
  void aTableRowIsALine() {
    assertThat(
            text(
                "Content-Type: text/html",
                "<table><tr><td><p>Cuota</p></td><td><p>300 EUR</p></td></tr><tr><td>Vence</td><td>5/3</td></tr></table>"))
        .isEqualTo("Cuota 300 EUR\nVence 5/3");
  }

  @Test
  void charactersAreWhatATelephoneShows() {
    assertThat(
            text(
                "Content-Type: text/plain; charset=utf-8",
                "Cafe\u0301\u00a0\u2003👩\u200d👧 \u0007a\u200db\u2028c\td\n"))
        .isEqualTo("Café  👩\u200d👧 ab\nc d");
  }

  @ParameterizedTest
  @CsvSource({
    "text/plain, '', EMPTY",
    "text/plain, '   \u200b', EMPTY",
    "image/jpeg, xxxx, ONLY_ATTACHMENTS",
    "application/pkcs7-mime; smime-type=enveloped-data, xxxx, ENCRYPTED",
    "application/pkcs7-mime; smime-type=signed-data, xxxx, SIGNED_UNREADABLE",
    "multipart/encrypted; boundary=b, '--b\n\nVersion: 1\n--b--', ENCRYPTED",
    "text/plain, '-----BEGIN PGP MESSAGE-----\n\nxx', ENCRYPTED",
    "application/ms-tnef, xxxx, RICH_TEXT",
    "text/calendar; method=REQUEST, BEGIN:VCALENDAR, CALENDAR",
    "application/octet-stream; name=smime.p7m, xxxx, ENCRYPTED",
    "text/plain, '> a\n> b\n> c', ONLY_QUOTED",
    "text/plain, '> a\n> b', ONLY_QUOTED"
  })
  void whatCannotBecomeATextIsRefusedWithASentence(String type, String body, Refusal code) {
    var refused = (Reading.Refused) reader.read(octets("Content-Type: " + type, body));
    assertThat(refused.code()).isEqualTo(code);
    assertThat(refused.sentence()).isASCII().endsWith(".");
  }

  @Test
  void aClearSignedMailIsRead() {
    assertThat(
            text(
                "Content-Type: text/plain",
                """
                -----BEGIN PGP SIGNED MESSAGE-----
                Hash: SHA256

                - - uno
                dos
                -----BEGIN PGP SIGNATURE-----
                xx
                -----END PGP SIGNATURE-----
                """))
        .isEqualTo("- uno\ndos");
  }

  @Test
  void aThousandNestedMultipartsCostNeitherTimeNorTheStack() {
    var mail = new StringBuilder();
    for (int i = 0; i < 5_000; i++) {
      mail.append("Content-Type: multipart/mixed; boundary=b")
          .append(i)
          .append("\n\n--b")
          .append(i)
          .append('\n');
    }
    assertThat(
            ((Reading.Refused) reader.read(mail.toString().getBytes(StandardCharsets.UTF_8)))
                .code())
        .isEqualTo(Refusal.TOO_COMPLEX);
  }

  @Test
  void whatTakesTooLongIsGivenUpWithASentenceOfItsOwn() {
    var seconds = new AtomicLong();
    var slow =
        new MailReader(
            MailProperties.standard(),
            Habits.NONE,
            () -> TimeUnit.SECONDS.toNanos(seconds.getAndAdd(2)));
    var mail = "From: eva@bank.example\n\nHola\n".getBytes(StandardCharsets.UTF_8);
    var refused = (Reading.Refused) slow.read(mail);
    assertThat(refused.code()).isEqualTo(Refusal.TOO_SLOW);
    assertThat(refused.headers().from()).hasToString(reader.read(mail).headers().from().toString());
  }

  @Test
  void deepHtmlCostsNeitherTimeNorTheStack() {
    assertThat(text("Content-Type: text/html", "<div>".repeat(50_000) + "Hola")).isEqualTo("Hola");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Auto-Submitted: auto-generated",
        "Precedence: bulk",
        "List-Id: <ofertas.bank.example>",
        "X-Auto-Response-Suppress: All",
        "Subject: =?utf-8?Q?Respuesta_autom=C3=A1tica=3A_Cita?=",
        "Content-Type: multipart/report; report-type=disposition-notification; boundary=b",
        "X-FC-MachineGenerated: true",
        "X-POST-MessageClass: 9; Autoresponder",
        "Delivered-To: Autoresponder",
        "From: MAILER-DAEMON@bank.example"
      })
  void anAutomaticMailNeverBecomesAText(String sign) {
    assertThat(reader.read(octets(sign, "Hola"))).isInstanceOf(Reading.Automatic.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Auto-Submitted: no",
        "X-Auto-Response-Suppress: RN, NRN",
        "Subject: Re: Respuesta automática: Cita",
        "Subject: Ausencia del lunes",
        "Delivered-To: luis@bank.example",
        "From: postmaster@bank.example"
      })
  void aPersonsMailIsNotTakenForAnAutomaticOne(String field) {
    assertThat(reader.read(octets(field, "Hola"))).isInstanceOf(Reading.Sms.class);
  }

  @Test
  void theHeadersSayWhoWroteAndInWhichConversation() {
    var headers =
        reader
            .read(
                octets(
                    """
                    From: =?utf-8?Q?Luis_P=C3=A9rez?= (Banco) <luis@BANK.example>
                    Subject: =?utf-8?B?UHLDqXN0YW1v?=
                     =?utf-8?B?IG51ZXZv?=
                    Message-ID: <1@bank.example>
                    In-Reply-To: <2@sms.bank.example>
                    References: <0@bank.example>
                    \t<2@sms.bank.example>
                    Date: Sat, 21 Nov 2026 18:59:00 +0100
                    Disposition-Notification-To: luis@bank.example
                    X-SMS-Reference: R-1""",
                    "Hola"))
            .headers();
    assertThat(headers.from()).hasToString("Optional[luis@bank.example]");
    assertThat(headers.fromName()).isEqualTo("Luis Pérez");
    assertThat(headers.subject()).isEqualTo("Préstamo nuevo");
    assertThat(headers.messageId()).contains("<1@bank.example>");
    assertThat(headers.inReplyTo()).containsExactly("<2@sms.bank.example>");
    assertThat(headers.references()).containsExactly("<0@bank.example>", "<2@sms.bank.example>");
    assertThat(headers.date()).hasToString("Optional[2026-11-21T17:59:00Z]");
    assertThat(headers.receiptAsked()).isTrue();
    assertThat(headers.application()).containsExactly(new HeaderField("X-SMS-Reference", "R-1"));
  }

  @Test
  void aMailOfTwoAuthorsHasNone() {
    var two = reader.read(octets("From: a@bank.example, b@bank.example", "Hola"));
    var twice = reader.read(octets("From: a@bank.example\nFrom: b@bank.example", "Hola"));
    assertThat(two.headers().from()).isEmpty();
    assertThat(twice.headers().from()).isEmpty();
  }

  @Test
  void nothingThatIsPrintedHoldsTheText() {
    var sms =
        reader.read(octets("From: luis@bank.example\nSubject: Secreto", "Secreto\n\n-- \nSecreto"));
    assertThat(sms.toString()).doesNotContain("Secreto", "luis@");
  }

  @Test
  void base64WithRubbishInItIsStillRead() {
    String body =
        Base64.getEncoder().encodeToString("Hola, ¿qué tal está?".getBytes(StandardCharsets.UTF_8));
    assertThat(
            text(
                "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64",
                body.substring(0, 9) + "!\n " + body.substring(9)))
        .isEqualTo("Hola, ¿qué tal está?");
  }

  private String text(String headers, String body) {
    return ((Reading.Sms) reader.read(octets(headers, body))).text().value();
  }

  private String text(String mail) {
    return ((Reading.Sms) reader.read(mail.getBytes(StandardCharsets.UTF_8))).text().value();
  }

  private static byte[] octets(String headers, String body) {
    return (headers + "\n\n" + body).replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
  }
}
