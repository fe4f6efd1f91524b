package org.recado.lab.bank;

import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.util.Objects;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.eclipse.angus.mail.util.MailConnectException;
import org.jspecify.annotations.Nullable;

/** What employees and back-office systems send mail to the gateway with: STARTTLS, AUTH, DSN. */
public final class MailClient {

  private static final String TIMEOUT_MILLIS = "30000";

  private final String host;
  private final int port;
  private final LabCertificates certificates;

  /** What became of a mail. */
  public sealed interface Outcome {

    /** The last line the server said, or what went wrong before it could. */
    String reply();
  }

  /** {@code 250}: the server is responsible now. */
  public record Accepted(String reply, String messageId) implements Outcome {}

  /** The server said no, for now (4xx) or for good (5xx). */
  public record Refused(String reply) implements Outcome {}

  /** There was no server, or it broke off. */
  public record Unreachable(String reply) implements Outcome {}

  public MailClient(String host, int port, LabCertificates certificates) {
    this.host = host;
    this.port = port;
    this.certificates = certificates;
  }

  /** Sends over one connection; always encrypted. */
  public Outcome send(MailDraft draft) {
    Session session = Session.getInstance(properties(draft));
    try (var transport = (SMTPTransport) session.getTransport("smtp")) {
      MimeMessage message = message(session, draft);
      if (draft.account().isPresent()) {
        Account account = draft.account().get();
        transport.connect(host, port, account.login(), account.password());
      } else {
        transport.connect(host, port, null, null);
      }
      transport.sendMessage(message, message.getAllRecipients());
      return new Accepted(line(transport.getLastServerResponse()), message.getMessageID());
    } catch (AuthenticationFailedException e) {
      return new Refused(line(e.getMessage()));
    } catch (MessagingException e) {
      return failure(e);
    }
  }

  private MimeMessage message(Session session, MailDraft draft) throws MessagingException {
    var message = new MimeMessage(session);
    message.setFrom(from(draft));
    for (String recipient : draft.to()) {
      message.addRecipients(MimeMessage.RecipientType.TO, recipient);
    }
    message.setSubject(draft.subject(), "UTF-8");
    message.setText(draft.text(), "UTF-8");
    for (var header : draft.headers().entrySet()) {
      message.setHeader(header.getKey(), header.getValue());
    }
    message.saveChanges();
    return message;
  }

  private static Address from(MailDraft draft) throws MessagingException {
    var address = new InternetAddress(draft.from());
    try {
      if (draft.account().isPresent()) {
        address.setPersonal(draft.account().get().name(), "UTF-8");
      }
    } catch (IOException e) {
      throw new MessagingException("no UTF-8", e);
    }
    return address;
  }

  private Properties properties(MailDraft draft) {
    var properties = new Properties();
    properties.put("mail.smtp.from", draft.from());
    properties.put("mail.smtp.auth", Boolean.toString(draft.account().isPresent()));
    properties.put("mail.smtp.starttls.enable", "true");
    properties.put("mail.smtp.starttls.required", "true");
    properties.put("mail.smtp.ssl.socketFactory", certificates.sslContext().getSocketFactory());
    properties.put("mail.smtp.connectiontimeout", TIMEOUT_MILLIS);
    properties.put("mail.smtp.timeout", TIMEOUT_MILLIS);
    properties.put("mail.smtp.writetimeout", TIMEOUT_MILLIS);
    draft.dsnFor().ifPresent(value -> properties.put("mail.smtp.dsn.notify", value));
    draft.localAddress().ifPresent(value -> properties.put("mail.smtp.localaddress", value));
    return properties;
  }

  /** The reply of the server is in one of the chained exceptions, if it gave one. */
  private Outcome failure(MessagingException failure) {
    for (Exception e = failure; e instanceof MessagingException next; e = next.getNextException()) {
      if (e instanceof SMTPAddressFailedException || e instanceof SMTPSendFailedException) {
        return new Refused(line(e.getMessage()));
      }
    }
    return failure instanceof MailConnectException
        ? new Unreachable("nobody answers on port " + port)
        : new Unreachable(line(failure.getMessage()));
  }

  private static String line(@Nullable String reply) {
    return Objects.requireNonNullElse(reply, "").strip().replace("\r", "");
  }
}
