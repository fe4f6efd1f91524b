package org.recado.mailout;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.angus.mail.smtp.SMTPMessage;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;

/** One SMTP connection to one host, from the greeting on. Used by one thread. */
final class SmtpSession extends SMTPTransport {

  private static final int LONGEST_REPLY = 512;

  /** RFC 3463 section 3.4: the mail system's own state. */
  private static final Pattern OF_THE_SYSTEM = Pattern.compile("^4\\d\\d[ -]4\\.3\\.\\d");

  /** How far the mail under way has come. */
  private enum Stage {
    ENVELOPE,
    CONTENT,
    WHOLE
  }

  private final Duration dataTimeout;
  private Stage stage = Stage.ENVELOPE;
  private int mails;

  SmtpSession(Session session, Duration dataTimeout) {
    super(session, null);
    this.dataTimeout = dataTimeout;
  }

  /** Whether a mail was given over this connection before. */
  boolean wasUsed() {
    return mails > 0;
  }

  /** Never throws for what the host does. */
  Attempt give(MailQueue.Claimed mail) {
    stage = Stage.ENVELOPE;
    try {
      var to = new InternetAddress[] {new InternetAddress(mail.to)};
      sendMessage(new AsQueued(session, mail), to);
      mails++;
      return new Attempt.Taken(reply());
    } catch (AddressException e) {
      return new Attempt.Refused("the recipient's address cannot be written in SMTP");
    } catch (MessagingException | IllegalStateException e) {
      return failure(e);
    }
  }

  private Attempt failure(Exception cause) {
    boolean noAnswer =
        getLastReturnCode() < 400
            || (cause instanceof MessagingException mail
                && mail.getNextException() instanceof IOException);
    if (noAnswer) {
      return stage == Stage.WHOLE
          ? new Attempt.InDoubt("the connection broke after the mail was sent")
          : new Attempt.Elsewhere("the connection broke", false);
    }
    mails++;
    int code = getLastReturnCode();
    String reply = reply();
    if (code == 421) { // RFC 5321 section 3.8: it closes the channel
      return new Attempt.Elsewhere(reply, false);
    }
    // 530 and 538 ask for AUTH or TLS (RFC 3207, 4954): no mail would get further
    if (code == 530 || code == 538 || OF_THE_SYSTEM.matcher(reply).find()) {
      return new Attempt.Elsewhere(reply, true);
    }
    return code >= 500 ? new Attempt.Refused(reply) : new Attempt.Later(reply);
  }

  private String reply() {
    String line =
        Optional.ofNullable(getLastServerResponse())
            .flatMap(answer -> answer.lines().findFirst())
            .orElse("no answer");
    return line.length() <= LONGEST_REPLY ? line : line.substring(0, LONGEST_REPLY);
  }

  @Override
  protected OutputStream data() throws MessagingException {
    stage = Stage.CONTENT;
    return super.data();
  }

  /** Waits longer for this answer than for any other: who gives up here sends the mail twice. */
  @Override
  protected void finishData() throws IOException, MessagingException {
    stage = Stage.WHOLE;
    long end = System.nanoTime() + dataTimeout.toNanos();
    try {
      super.finishData();
      return;
    } catch (MessagingException e) {
      if (!isTimeout(e)) {
        throw e;
      }
    }
    int code = 0;
    while (code == 0) {
      try {
        code = readServerResponse();
      } catch (MessagingException e) {
        if (!isTimeout(e) || System.nanoTime() - end > 0) {
          throw e;
        }
      }
    }
    if (code != 250) {
      throw new MessagingException("the mail was not taken");
    }
  }

  private static boolean isTimeout(MessagingException e) {
    return e.getNextException() instanceof SocketTimeoutException;
  }

  /** Without waiting for an answer to QUIT. */
  void end() {
    try {
      close();
    } catch (MessagingException e) {
      // it is gone already
    }
  }

  /**
   * A mail whose bytes go out just as they were queued: what the archive holds is what was sent.
   */
  private static final class AsQueued extends SMTPMessage {

    private final byte[] octets;

    AsQueued(Session session, MailQueue.Claimed mail) throws MessagingException {
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
}
