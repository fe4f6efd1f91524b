package org.recado.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.recado.lab.bank.DirectorySettings;
import org.recado.lab.bank.LabCertificates;
import org.recado.lab.bank.LabDirectory;
import org.recado.lab.bank.LabMailServer;
import org.recado.lab.bank.LabPostgres;
import org.recado.lab.bank.MailClient;
import org.recado.lab.bank.MailSettings;
import org.recado.lab.bank.PostgresSettings;
import org.recado.lab.changes.Changes;
import org.recado.lab.page.LabPage;
import org.recado.lab.page.PageSettings;
import org.recado.lab.smsc.SmscSettings;
import org.recado.lab.smsc.SmscSimulator;
import org.recado.message.Msisdn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All of the lab, started together and closed in the reverse order. */
public final class Lab implements AutoCloseable {

  /** The domain clients' numbers are mailed at. */
  public static final String SMS_DOMAIN = "sms.bank.example";

  /** The long numbers the bank has rented. */
  public static final List<Msisdn> LONG_NUMBERS =
      List.of(Msisdn.of("+34910000001"), Msisdn.of("+34910000002"), Msisdn.of("+34910000003"));

  /** The loopback address trusted back-office systems send from. */
  public static final String RELAY_ADDRESS = "127.0.0.2";

  private static final Logger log = LoggerFactory.getLogger(Lab.class);

  private final LabSettings settings;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final Path keys;
  private final LabCertificates certificates;
  private final LabPostgres postgres;
  private final LabDirectory directory;
  private final LabMailServer mail;
  private final SmscSimulator smsc;
  private final LabPage page;
  private final Changes changes = new Changes();

  private Lab(LabSettings settings) {
    this.settings = settings;
    Path data = settings.data().orElseGet(this::temporary);
    keys = data.resolve("keys");
    try {
      certificates = LabCertificates.in(data.resolve("tls"), settings.clock());
      postgres =
          closing(
              LabPostgres.start(
                  new PostgresSettings(
                      settings.postgresPort(),
                      settings.data().map(path -> path.resolve("postgres")),
                      settings.stopsWithJvm())));
      directory =
          closing(
              LabDirectory.start(
                  new DirectorySettings(settings.host(), settings.ldapPort()), certificates));
      mail =
          closing(
              LabMailServer.start(
                  new MailSettings(
                      settings.host(),
                      settings.mailSmtpPort(),
                      settings.mailImapPort(),
                      settings.data().map(path -> path.resolve("mail"))),
                  directory.accounts(),
                  changes));
      smsc =
          closing(
              SmscSimulator.start(
                  new SmscSettings(
                      settings.host(),
                      settings.smscPort(),
                      SmscSettings.defaults().accounts(),
                      settings.receiptDelay(),
                      SmscSettings.defaults().retryAfter(),
                      SmscSettings.defaults().answerTimeout(),
                      SmscSettings.defaults().window(),
                      SmscSettings.defaults().receiptForm(),
                      SmscSettings.defaults().tls(),
                      settings.clock()),
                  changes));
      page =
          closing(
              LabPage.start(
                  new PageSettings(
                      settings.host(),
                      settings.pagePort(),
                      SMS_DOMAIN,
                      LONG_NUMBERS,
                      List.of(new PageSettings.Link("Console", consoleUrl()))),
                  directory,
                  mail,
                  smsc,
                  mailClient(),
                  changes,
                  settings.clock()));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Starts everything, or nothing. */
  public static Lab start(LabSettings settings) {
    return new Lab(settings);
  }

  public LabSettings settings() {
    return settings;
  }

  /** Where a gateway of this lab keeps the keys of its archive. */
  public Path keys() {
    return keys;
  }

  public LabCertificates certificates() {
    return certificates;
  }

  public LabPostgres postgres() {
    return postgres;
  }

  public LabDirectory directory() {
    return directory;
  }

  public LabMailServer mail() {
    return mail;
  }

  public SmscSimulator smsc() {
    return smsc;
  }

  public LabPage page() {
    return page;
  }

  /** Told whenever a mail arrives, a PDU comes in, or someone types on a phone. */
  public Changes changes() {
    return changes;
  }

  /** Sends mail to the gateway. */
  public MailClient mailClient() {
    return new MailClient("127.0.0.1", settings.gateway().smtp(), certificates);
  }

  public String pageUrl() {
    return "http://127.0.0.1:" + page.port() + "/";
  }

  public String consoleUrl() {
    return "http://127.0.0.1:" + settings.gateway().console() + "/";
  }

  /** What points a gateway at this lab, as Spring properties. */
  public Map<String, String> gatewayProperties() {
    return new GatewayProperties(this).all();
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        log.warn("a part of the lab did not stop", e);
      }
    }
  }

  private <T extends AutoCloseable> T closing(T part) {
    open.push(part);
    return part;
  }

  private Path temporary() {
    try {
      Path folder = Files.createTempDirectory("recado-lab");
      open.push(() -> delete(folder));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException("no temporary folder", e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
