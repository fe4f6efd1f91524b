package org.recado.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.recado.trial.WholeGateway.MARTA;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.recado.trial.Smtp;
import org.recado.trial.WholeGateway;

/**
 * A real Postfix, set up by the lines of the guide (docs/mail-systems.md) as they stand there; only
 * host, port and folder are put in. It comes from an address whose relay has to show a certificate.
 */
@Timeout(120)
@ExtendWith(WholeGateway.Shared.class)
class PostfixGuidePeerTest {

  private static final Path GUIDE = Path.of("..", "docs", "mail-systems.md");
  private static final Path SCRIPT = Path.of("..", "lab", "peers", "postfix.sh");

  private final WholeGateway gateway;
  private Path folder = Path.of("");
  private Path config = Path.of("");
  private int port;
  private boolean started;

  PostfixGuidePeerTest(WholeGateway gateway) {
    this.gateway = gateway;
  }

  @BeforeEach
  void setUpByTheGuide() throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/sbin/postfix"))
            && "root".equals(System.getProperty("user.name")),
        "Postfix is not installed here, or this is not root");
    folder = Files.createTempDirectory("recado-guide");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    run(SCRIPT.toString(), "start", folder.toString(), "" + port, "1");
    started = true;
    config = folder.resolve("etc");
    var certificates = gateway.lab().certificates();
    copy(certificates.authority(), "bank-ca.pem");
    copy(certificates.serverCertificate(), "mta.pem");
    copy(certificates.serverKey(), "mta.key");
    Files.writeString(config.resolve("transport"), block("`/etc/postfix/transport`"));
    Files.writeString(config.resolve("tls_policy"), block("`/etc/postfix/tls_policy`"));
    // what the script's Postfix has beside the guide: it forwards everything
    var main = new ArrayList<>(Files.readAllLines(config.resolve("main.cf")));
    main.removeIf(line -> line.startsWith("relay"));
    main.add(block("`main.cf`"));
    Files.write(config.resolve("main.cf"), main);
    run(
        "/usr/sbin/postmap",
        "-c",
        config.toString(),
        config.resolve("transport").toString(),
        config.resolve("tls_policy").toString());
    run("/usr/sbin/postfix", "-c", config.toString(), "reload");
  }

  @AfterEach
  void stop() throws Exception {
    if (started) {
      run(SCRIPT.toString(), "stop", folder.toString());
    }
  }

  @Test
  void aMailToANumberLeavesAsATextInsideTls() {
    gateway.lab().smsc().forgetSubmissions();
    for (String recipient : List.of("+34600111222", "34611222333", "ana.cliente")) {
      String text = "por la guía a " + recipient;
      hand(recipient + "@sms.bank.example", text);
      gateway
          .lab()
          .smsc()
          .awaitSubmission(sms -> sms.text().equals(text), Duration.ofSeconds(40));
    }
    assertThat(maillog()).contains("status=sent").doesNotContain("Untrusted TLS");
  }

  @Test
  void aHostThatOnlySaysItIsRecadoIsSentNothing() throws Exception {
    Files.writeString(
        config.resolve("tls_policy"),
        block("`/etc/postfix/tls_policy`").replace("match=localhost", "match=recado.else.example"));
    run(
        "/usr/sbin/postmap",
        "-c",
        config.toString(),
        config.resolve("tls_policy").toString());
    run("/usr/sbin/postfix", "-c", config.toString(), "reload");
    hand("+34600111222@sms.bank.example", "a nadie");
    Awaitility.await()
        .atMost(Duration.ofSeconds(40))
        .until(() -> maillog().contains("Server certificate not verified"));
    assertThat(gateway.lab().smsc().submissions()).noneMatch(sms -> sms.text().equals("a nadie"));
  }

  private void hand(String recipient, String text) {
    try (var smtp = Smtp.connect(port, 1)) {
      smtp.say("EHLO pc.bank.example");
      assertThat(smtp.say("MAIL FROM:<" + MARTA + ">")).startsWith("250");
      assertThat(smtp.say("RCPT TO:<" + recipient + ">")).startsWith("250");
      assertThat(smtp.say("DATA")).startsWith("354");
      smtp.send("From: <" + MARTA + ">\r\nTo: <" + recipient + ">\r\n");
      smtp.send("Content-Type: text/plain; charset=utf-8\r\n\r\n" + text + "\r\n");
      assertThat(smtp.say(".")).startsWith("250");
    }
  }

  /** The first block of the guide behind this name in the section on Postfix. */
  private String block(String name) throws IOException {
    String guide = Files.readString(GUIDE);
    String section = guide.substring(guide.indexOf("\n## Postfix\n"));
    var found =
        Pattern.compile(Pattern.quote(name) + ".*?\n```\n(.*?)```", Pattern.DOTALL)
            .matcher(section);
    assertThat(found.find()).as("a block for " + name).isTrue();
    return found
        .group(1)
        .replace("recado.bank.example", "localhost")
        .replace("]:25", "]:" + gateway.smtpPort())
        .replace("/etc/postfix", config.toString());
  }

  private void copy(Path from, String name) throws IOException {
    Files.copy(from, config.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }

  private String maillog() {
    try {
      return Files.readString(folder.resolve("maillog"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void run(String... command) throws IOException, InterruptedException {
    var out = Files.createTempFile("recado-peer", ".out");
    var builder = new ProcessBuilder(new ArrayList<>(List.of(command)));
    builder.redirectErrorStream(true).redirectOutput(out.toFile()); // its daemons keep it open
    builder.environment().put("BIND_ADDRESS", "127.0.0.4");
    var process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(out)).isZero();
  }
}
