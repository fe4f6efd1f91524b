package org.recado.mail;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Mails a second on one thread; with {@code -prof gc} the octets that one mail allocates. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class MailReaderBenchmark {

  private final MailReader reader = new MailReader();
  private final byte[] text = plain();
  private final byte[] outlook = outlookReply();

  /** 2 kB of plain text with a signature, a notice and a short history. */
  @Benchmark
  public Reading plainText() {
    return reader.read(text);
  }

  /** A short answer over 60 kB of Word's HTML. */
  @Benchmark
  public Reading outlookHtmlReply() {
    return reader.read(outlook);
  }

  private static byte[] plain() {
    String mail =
        """
        From: Luis Gestor <luis@bank.example>
        To: 34600111222@sms.bank.example
        Subject: Cita
        Message-ID: <1@bank.example>
        MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: 8bit

        Buenos días, Ana:

        Le recordamos que su cita es el próximo lunes a las 10:00 en la oficina de la calle Mayor.

        Un saludo,
        Luis

        -- 
        Luis Gestor
        Banco de Ejemplo
        Tel. 910 000 000

        AVISO LEGAL: Este mensaje y sus adjuntos son confidenciales y van dirigidos a su destinatario.

        El 3/3/26 a las 10:20, Ana Cliente escribió:
        """;
    return filled(mail, "> ¿Cuándo es mi cita? ¿Y qué tengo que llevar?\n", 2_000, "");
  }

  private static byte[] outlookReply() {
    String mail =
        """
        From: Luis Gestor <luis@bank.example>
        To: 34600111222@sms.bank.example
        Subject: RE: Cita
        MIME-Version: 1.0
        Content-Type: text/html; charset=utf-8
        Content-Transfer-Encoding: 8bit

        <html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!-- p.MsoNormal {margin:0cm;font-size:11.0pt;font-family:"Calibri",sans-serif;} --></style></head><body lang=ES><div class=WordSection1>
        <p class=MsoNormal><span style='mso-fareast-language:EN-US'>De acuerdo, el lunes a las diez.<o:p></o:p></span></p>
        <p class=MsoNormal><o:p>&nbsp;</o:p></p>
        <div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal><b>De:</b> Ana Cliente (SMS) &lt;34600111222@sms.bank.example&gt; <br><b>Enviado el:</b> martes, 3 de marzo de 2026 10:20<br><b>Para:</b> Luis<br><b>Asunto:</b> Cita<o:p></o:p></p></div>
        """;
    return filled(
        mail,
        "<p class=MsoNormal style='margin-left:35.4pt'><span lang=ES style='font-size:11.0pt;font-family:\"Calibri\",sans-serif'>¿Cuándo es mi cita, y qué tengo que llevar?<o:p></o:p></span></p>\n",
        60_000,
        "</div></body></html>\n");
  }

  private static byte[] filled(String start, String repeated, int octets, String end) {
    var mail = new StringBuilder(start);
    while (mail.toString().getBytes(StandardCharsets.UTF_8).length < octets) {
      mail.append(repeated);
    }
    return mail.append(end).toString().replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
  }
}
