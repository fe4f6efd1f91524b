package org.recado.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.recado.trial.WholeGateway.MARTA;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.recado.trial.Smtp;
import org.recado.trial.WholeGateway;

/**
 * A real Postfix relays to us with what RFC 3461 asks, and Python's email package reads the
 * delivery status notifications that come of it.
 */
@Timeout(120)
@ExtendWith(WholeGateway.Shared.class)
class PostfixPeerTest {

  private static final Path SCRIPT = Path.of("..", "lab", "peers", "postfix.sh");

  /** One line for each field of each block, then the type of the third part and its text. */
  private static final String READER =
      """
      import email, email.policy, sys
      m = email.message_from_binary_file(sys.stdin.buffer, policy=email.policy.default)
      print('type=' + m.get_content_type(), m.get_param('report-type'))
      human, machine, returned = list(m.iter_parts())
      print('human=' + human.get_content_type())
      for i, block in enumerate(machine.get_payload()):
          for name, value in block.items():
              print('%d.%s=%s' % (i, name, value))
      print('returned=' + returned.get_content_type())
      print('defects=%d' % sum(len(p.defects) for p in m.walk()))
      print(returned.as_string())
      """;

  private final WholeGateway gateway;
  private Path folder = Path.of("");
  private int port;
  private boolean started;

  PostfixPeerTest(WholeGateway gateway) {
    this.gateway = gateway;
  }

  @BeforeEach
  void start() throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/sbin/postfix"))
            && "root".equals(System.getProperty("user.name")),
        "Postfix is not installed here, or this is not root");
    folder = Files.createTempDirectory("recado-postfix");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    run("start", folder.toString(), Integer.toString(port), Integer.toString(gateway.smtpPort()));
    started = true;
  }

  @AfterEach
  void stop() throws Exception {
    if (started) {
      run("stop", folder.toString());
    }
  }

  @Test
  void successIsReportedWithTheEnvelopeAsItWasGivenAndTheHeadersAlone() {
    send(
        "RET=HDRS ENVID=exito+2B4711",
        "600111222",
        "NOTIFY=SUCCESS,FAILURE,DELAY ORCPT=rfc822;ana+2Bvip@clientes.example",
        "Esto no vuelve");
    String read = awaitReport("exito+4711");
    assertThat(read)
        .contains("type=multipart/report delivery-status", "human=text/plain", "defects=0")
        .contains("0.Original-Envelope-Id=exito+4711")
        .contains("1.Original-Recipient=rfc822;")
        .contains("ana+vip@clientes.example")
        .contains("1.Final-Recipient=rfc822; 34600111222@sms.bank.example")
        .contains("1.Action=delivered")
        .containsPattern("1\\.Status=2\\.\\d+\\.\\d+")
        .contains("returned=text/rfc822-headers")
        .contains("Subject: Aviso")
        .doesNotContain("Esto no vuelve");
    assertThat(maillog()).as("Postfix leaves the report to us").doesNotContain("notification");
  }

  @Test
  void failureIsReportedWithTheWholeMail() {
    send(
        "RET=FULL ENVID=fallo-4712",
        "600000005",
        "NOTIFY=FAILURE ORCPT=rfc822;luis@clientes.example",
        "Esto vuelve entero");
    assertThat(awaitReport("fallo-4712"))
        .contains("0.Original-Envelope-Id=fallo-4712")
        .contains("luis@clientes.example")
        .contains("1.Final-Recipient=rfc822; 34600000005@sms.bank.example")
        .contains("1.Action=failed")
        .containsPattern("1\\.Status=5\\.\\d+\\.\\d+")
        .contains("returned=message/rfc822")
        .contains("Esto vuelve entero");
  }

  @Test
  void neverMeansNever() {
    send("ENVID=nunca-4713", "600111222", "NOTIFY=NEVER", "Sin informe");
    send("ENVID=siempre-4714", "600111222", "NOTIFY=SUCCESS", "Con informe");
    awaitReport("siempre-4714");
    assertThat(findReport("nunca-4713")).isEmpty();
  }

  private void send(String mail, String number, String rcpt, String text) {
    try (var smtp = Smtp.connect(port, 1)) {
      assertThat(smtp.say("EHLO pc.bank.example")).contains("DSN");
      assertThat(smtp.say("MAIL FROM:<" + MARTA + "> " + mail)).startsWith("250");
      assertThat(smtp.say("RCPT TO:<34" + number + "@sms.bank.example> " + rcpt)).startsWith("250");
      assertThat(smtp.say("DATA")).startsWith("354");
      smtp.send("From: <" + MARTA + ">\r\nTo: <34" + number + "@sms.bank.example>\r\n");
      smtp.send("Subject: Aviso\r\n\r\n" + text + "\r\n");
      assertThat(smtp.say(".")).startsWith("250");
    }
  }

  private String awaitReport(String envelopeId) {
    return await()
        .atMost(40, TimeUnit.SECONDS)
        .until(() -> findReport(envelopeId), Optional::isPresent)
        .map(PostfixPeerTest::read)
        .orElseThrow();
  }

  private Optional<byte[]> findReport(String envelopeId) {
    return gateway.lab().mail().mailbox(MARTA).stream()
        .map(PostfixPeerTest::octets)
        .filter(
            mail ->
                new String(mail, StandardCharsets.ISO_8859_1)
                    .contains("Original-Envelope-Id: " + envelopeId))
        .findFirst();
  }

  private static byte[] octets(MimeMessage mail) {
    try {
      var out = new ByteArrayOutputStream();
      mail.writeTo(out);
      return out.toByteArray();
    } catch (IOException | MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String read(byte[] mail) {
    return process(mail, "python3", "-c", READER);
  }

  private String maillog() {
    try {
      return Files.readString(folder.resolve("maillog"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void run(String... arguments) {
    var command = new ArrayList<>(List.of(SCRIPT.toString()));
    command.addAll(List.of(arguments));
    process(new byte[0], command.toArray(String[]::new));
  }

  private static String process(byte[] in, String... command) {
    try {
      var out = Files.createTempFile("recado-peer", ".out");
      var builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.redirectOutput(out.toFile()); // Postfix's daemons keep it open
      builder.environment().put("BIND_ADDRESS", "127.0.0.2");
      var process = builder.start();
      try (var to = process.getOutputStream()) {
        to.write(in);
      }
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      String said = Files.readString(out);
      assertThat(process.exitValue()).as(said).isZero();
      return said;
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
