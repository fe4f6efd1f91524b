package org.recado.mailout;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPMessage;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;
import org.recado.commit.Failures;
import org.recado.commit.Loop;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/** Gives queued mails to the corporate MTA, over one connection for as long as there are any. */
public final class MailSender implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(MailSender.class);
  private static final int BATCH = 50;
  private static final int LONGEST_REPLY = 512;

  private final Mailout mailout;
  private final MailoutProperties properties;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final Session session;
  private final Loop loop;
  private volatile boolean closing;

  public MailSender(
      Mailout mailout,
      MailoutProperties properties,
      TransactionTemplate transaction,
      Clock clock,
      String heloName) {
    this.mailout = mailout;
    this.properties = properties;
    this.transaction = transaction;
    this.clock = clock;
    this.session = session(properties, heloName);
    this.loop = new Loop("mailout", Duration.ofMillis(500), this::sendWhatIsDue);
  }

  private static Session session(MailoutProperties properties, String heloName) {
    var settings = new Properties();
    String millis = Long.toString(properties.timeout().toMillis());
    for (String name : new String[] {"connectiontimeout", "timeout", "writetimeout"}) {
      settings.setProperty("mail.smtp." + name, millis);
    }
    settings.setProperty("mail.smtp.localhost", heloName);
    settings.setProperty("mail.smtp.allow8bitmime", "true");
    settings.setProperty("mail.smtp.quitwait", "false");
    switch (properties.tls()) {
      case NONE -> {}
      case STARTTLS -> {
        settings.setProperty("mail.smtp.starttls.enable", "true");
        settings.setProperty("mail.smtp.starttls.required", "true");
      }
      case TLS -> settings.setProperty("mail.smtp.ssl.enable", "true");
    }
    settings.setProperty("mail.smtp.ssl.checkserveridentity", "true");
    if (!properties.username().isEmpty()) {
      settings.setProperty("mail.smtp.auth", "true");
    }
    return Session.getInstance(settings);
  }

  public void start() {
    loop.start();
  }

  /** There may be something to send. */
  public void wake() {
    loop.wake();
  }

  private boolean sendWhatIsDue() {
    var since = clock.instant();
    var mails = transaction.execute(status -> mailout.claim(BATCH));
    if (mails.isEmpty()) {
      return false;
    }
    var transport = new SMTPTransport(session, null);
    int tried = 0;
    boolean goesOn = true;
    try {
      connect(transport);
      while (goesOn && tried < mails.size() && !closing && isOurs(since)) {
        goesOn = send(transport, mails.get(tried++));
      }
    } catch (MessagingException e) {
      // no connection: all wait, each by its own count of attempts
      log.warn("the corporate MTA cannot be reached: {}", Failures.describe(e));
      tried = mails.size();
      goesOn = false;
      for (var mail : mails) {
        transaction.executeWithoutResult(status -> later(mail, "no connection"));
      }
    } finally {
      close(transport);
    }
    var left = mails.subList(tried, mails.size());
    transaction.executeWithoutResult(status -> mailout.release(left));
    return goesOn;
  }

  private void connect(SMTPTransport transport) throws MessagingException {
    transport.connect(
        properties.host(),
        properties.port(),
        properties.username().isEmpty() ? null : properties.username(),
        properties.password().isEmpty() ? null : properties.password());
  }

  /** A mail begun now is done with, or given up, before another node may take it for its own. */
  private boolean isOurs(Instant since) {
    return clock.instant().isBefore(since.plus(Mailout.CLAIM.dividedBy(2)));
  }

  private static void close(SMTPTransport transport) {
    try {
      transport.close();
    } catch (MessagingException e) {
      log.debug("closing the connection to the corporate MTA: {}", Failures.describe(e));
    }
  }

  /** Whether the connection can be used for the next. */
  private boolean send(SMTPTransport transport, Mailout.Claimed mail) {
    try {
      var to = new Address[] {new InternetAddress(mail.to)};
      transport.sendMessage(new AsQueued(session, mail), to);
      String reply = firstLine(transport.getLastServerResponse());
      transaction.executeWithoutResult(status -> mailout.sent(mail, reply));
    } catch (AddressException e) {
      transaction.executeWithoutResult(
          status -> raise(mail, "the recipient's address cannot be written in SMTP"));
    } catch (SendFailedException e) {
      int code = codeOf(e);
      String reply = firstLine(transport.getLastServerResponse());
      transaction.executeWithoutResult(
          status -> {
            if (code >= 500) {
              raise(mail, reply);
            } else {
              later(mail, reply);
            }
          });
      return code >= 400 && code != 421; // RFC 5321 section 3.8: 421 closes the channel
    } catch (MessagingException | IllegalStateException e) {
      transaction.executeWithoutResult(status -> later(mail, "the connection broke"));
      return false;
    }
    return true;
  }

  private void later(Mailout.Claimed mail, String reply) {
    if (mail.createdAt.plus(properties.expiry()).isBefore(clock.instant())) {
      raise(mail, reply);
    } else {
      mailout.putOff(mail, reply, properties.waitAfter(mail.attempt));
    }
  }

  private void raise(Mailout.Claimed mail, String reply) {
    log.error("mail {} ({}) is set aside: the corporate MTA does not take it", mail.id, mail.kind);
    mailout.setAside(mail, reply);
  }

  private static int codeOf(SendFailedException e) {
    Exception cause = e;
    while (cause instanceof MessagingException next) {
      if (next instanceof SMTPAddressFailedException address) {
        return address.getReturnCode();
      }
      if (next instanceof SMTPSendFailedException send && send.getNextException() == null) {
        return send.getReturnCode();
      }
      cause = next.getNextException();
    }
    return 0;
  }

  private static String firstLine(@Nullable String response) {
    String line = response == null ? "no answer" : response.lines().findFirst().orElse("");
    return line.length() <= LONGEST_REPLY ? line : line.substring(0, LONGEST_REPLY);
  }

  /**
   * A mail whose bytes go out just as they were queued: what the archive holds is what was sent.
   */
  private static final class AsQueued extends SMTPMessage {

    private final byte[] octets;

    AsQueued(Session session, Mailout.Claimed mail) throws MessagingException {
      super(session, new ByteArrayInputStream(mail.message));
      octets = mail.message;
      saved = true;
      setEnvelopeFrom(mail.from.isEmpty() ? "<>" : mail.from);
    }

    @Override
    public void writeTo(OutputStream out, String @Nullable [] ignored) throws IOException {
      out.write(octets);
    }
  }

  /** Ends after the mail that is being sent; what else was claimed is free for other nodes. */
  @Override
  public void close() {
    closing = true;
    loop.close();
  }
}
