package org.recado.lab.bank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.Folder;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabMailServerTest {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Account MARTA =
      new Account("marta.ruiz", "marta-demo", "Marta", "marta.ruiz@bank.example", "", true);

  private LabMailServer server = LabMailServer.start(MailSettings.defaults(), List.of(MARTA));

  private String sender = "someone@bank.example";

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aMailArrivesAndIsReadOverImapByItsOwner() throws Exception {
    send(MARTA.mail(), "Mañana", "¿Puede venir? ñ €");

    var mail =
        server.await(
            MARTA.mail(),
            MailCondition.subjectContains("Mañana").and(MailCondition.textContains("ñ €")),
            SOON);
    assertThat(MailText.of(mail)).isEqualTo("¿Puede venir? ñ €");
    try (var store = Session.getInstance(new Properties()).getStore("imap")) {
      store.connect("127.0.0.1", server.imapPort(), MARTA.login(), MARTA.password());
      Folder inbox = store.getFolder("INBOX");
      inbox.open(Folder.READ_ONLY);
      assertThat(inbox.getMessageCount()).isEqualTo(1);
    }
  }

  @Test
  void anUnknownMailboxIsRefused() {
    assertThatThrownBy(() -> send("nobody@bank.example", "x", "x"))
        .isInstanceOf(SendFailedException.class)
        .hasStackTraceContaining("550 5.1.1");
  }

  @Test
  void aReportFromNobodyArrives() throws Exception {
    sender = "<>";
    send(MARTA.mail(), "Not delivered", "x");

    var report = server.await(MARTA.mail(), MailCondition.any(), SOON);
    assertThat(report.getHeader("Return-Path")).containsExactly("<>");
  }

  @Test
  void itRefusesWhileTold() throws Exception {
    server.refuse("451 4.3.2 closed for the night");
    assertThatThrownBy(() -> send(MARTA.mail(), "x", "x")).hasStackTraceContaining("451 4.3.2");

    server.accept();
    send(MARTA.mail(), "x", "x");
    assertThat(server.count(MARTA.mail())).isEqualTo(1);
  }

  @Test
  void mailsSurviveARestartWhenKept(@TempDir Path folder) throws Exception {
    server.close();
    var kept = new MailSettings("127.0.0.1", 0, 0, Optional.of(folder));
    server = LabMailServer.start(kept, List.of(MARTA));
    send(MARTA.mail(), "one", "ñ");
    send(MARTA.mail(), "two", "x");
    server.close();

    server = LabMailServer.start(kept, List.of(MARTA));
    assertThat(server.mailbox(MARTA.mail()))
        .extracting(MimeMessage::getSubject)
        .containsExactly("one", "two");
    server.forget();
    assertThat(server.mailbox(MARTA.mail())).isEmpty();
  }

  private void send(String to, String subject, String text) throws Exception {
    var properties = new Properties();
    properties.put("mail.smtp.host", "127.0.0.1");
    properties.put("mail.smtp.from", sender);
    properties.put("mail.smtp.port", Integer.toString(server.smtpPort()));
    var message = new MimeMessage(Session.getInstance(properties));
    message.setFrom(new InternetAddress("someone@bank.example"));
    message.setRecipients(MimeMessage.RecipientType.TO, to);
    message.setSubject(subject, "UTF-8");
    message.setText(text, "UTF-8");
    Transport.send(message);
  }
}
