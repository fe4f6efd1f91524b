package org.recado.lab;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.recado.lab.bank.DirectorySettings;
import org.recado.lab.bank.LabCertificates;
import org.recado.lab.bank.LabDirectory;
import org.recado.lab.bank.LabMailServer;
import org.recado.lab.bank.MailClient;
import org.recado.lab.bank.MailSettings;
import org.recado.lab.changes.Changes;
import org.recado.lab.page.LabPage;
import org.recado.lab.page.PageSettings;
import org.recado.lab.smsc.SmscSettings;
import org.recado.lab.smsc.SmscSimulator;
import org.slf4j.LoggerFactory;

/**
 * The lab without PostgreSQL, for a container of its own among others: SMSC simulator, the bank's
 * mail server and the page, on the demo ports of every address. The people of the page are those of
 * the LDIF, which a directory elsewhere serves too.
 */
public final class Standalone {

  private static final String ANYWHERE = "0.0.0.0";

  private Standalone() {}

  /**
   * @param arguments a folder for mails and for the certificate the gateway is to serve with, then
   *     the gateway's host name
   */
  @SuppressWarnings("try") // what is started counts by running
  public static void main(String[] arguments) throws InterruptedException {
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.INFO);
    Path data = Path.of(arguments[0]);
    String gateway = arguments[1];
    var clock = Clock.systemUTC();
    var changes = new Changes();
    var certificates = LabCertificates.in(data.resolve("tls"), clock);
    var mailSettings = new MailSettings(ANYWHERE, 3025, 3143, Optional.of(data.resolve("mail")));
    var smscSettings =
        SmscSettings.defaults()
            .withHost(ANYWHERE)
            .withPort(2775)
            .withReceiptDelay(Duration.ofSeconds(1));
    var pageSettings =
        new PageSettings(
            ANYWHERE,
            8081,
            Lab.SMS_DOMAIN,
            Lab.LONG_NUMBERS,
            List.of(new PageSettings.Link("Console", "http://127.0.0.1:8080/")));
    var client = new MailClient(gateway, GatewayPorts.demo().smtp(), certificates);
    try (var directory = LabDirectory.start(DirectorySettings.defaults(), certificates);
        var mail = LabMailServer.start(mailSettings, directory.accounts(), changes);
        var smsc = SmscSimulator.start(smscSettings, changes);
        var page = LabPage.start(pageSettings, directory, mail, smsc, client, changes, clock)) {
      new CountDownLatch(1).await();
    }
  }
}
