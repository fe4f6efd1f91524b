package org.recado.lab.bank;

import com.icegreen.greenmail.Managers;
import com.icegreen.greenmail.mail.MailAddress;
import com.icegreen.greenmail.server.AbstractServer;
import com.icegreen.greenmail.server.ProtocolHandler;
import com.icegreen.greenmail.smtp.SmtpConnection;
import com.icegreen.greenmail.smtp.SmtpHandler;
import com.icegreen.greenmail.smtp.SmtpManager;
import com.icegreen.greenmail.smtp.SmtpServer;
import com.icegreen.greenmail.smtp.SmtpState;
import com.icegreen.greenmail.smtp.commands.MailCommand;
import com.icegreen.greenmail.smtp.commands.SmtpCommand;
import com.icegreen.greenmail.smtp.commands.SmtpCommandRegistry;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * GreenMail with a gatekeeper: only mailboxes that exist take mail, and everything is refused on
 * request. By itself it opens a mailbox for whoever is written to. And it takes mail from nobody,
 * as reports are sent (RFC 5321 section 4.5.5), which GreenMail answers with 503.
 */
final class BankMail extends GreenMail {

  private volatile Optional<String> refusal = Optional.empty();

  BankMail(ServerSetup smtp, ServerSetup imap, BiConsumer<String, MimeMessage> arrived) {
    super(new ServerSetup[] {smtp, imap});
    managers = new Doorman(arrived);
  }

  void refuse(Optional<String> reply) {
    refusal = reply;
  }

  @Override
  protected Map<String, AbstractServer> createServices(ServerSetup[] setups, Managers mgr) {
    Map<String, AbstractServer> services = super.createServices(setups, mgr);
    services.computeIfPresent(
        ServerSetup.PROTOCOL_SMTP, (protocol, smtp) -> new Smtp(smtp.getServerSetup(), mgr));
    return services;
  }

  private static final class Smtp extends SmtpServer {

    Smtp(ServerSetup setup, Managers managers) {
      super(setup, managers);
    }

    @Override
    protected ProtocolHandler createProtocolHandler(Socket socket) {
      return new SmtpHandler(new Commands(), managers.getSmtpManager(), socket);
    }
  }

  private static final class Commands extends SmtpCommandRegistry {

    @Override
    public SmtpCommand getCommand(String name) {
      return name.equals("MAIL") ? new MailFromNobody() : super.getCommand(name);
    }
  }

  private static final class MailFromNobody extends MailCommand {

    @Override
    public void execute(
        SmtpConnection connection, SmtpState state, SmtpManager manager, String line) {
      super.execute(connection, state, manager, line);
      if (line.toUpperCase(Locale.ROOT).matches("MAIL FROM: ?<>.*")) {
        state.getMessage().setReturnPath(new MailAddress(""));
      }
    }
  }

  private final class Doorman extends Managers {

    private final SmtpManager smtp;

    Doorman(BiConsumer<String, MimeMessage> arrived) {
      smtp =
          new SmtpManager(getImapHostManager(), getUserManager()) {
            @Override
            public @Nullable String checkRecipient(SmtpState state, MailAddress recipient) {
              if (refusal.isPresent()) {
                return refusal.get();
              }
              return getUserManager().getUserByEmail(recipient.getEmail()) == null
                  ? "550 5.1.1 no such mailbox here"
                  : null;
            }

            @Override
            public synchronized void send(SmtpState state) {
              MimeMessage message = state.getMessage().getMessage();
              List<MailAddress> recipients = List.copyOf(state.getMessage().getToAddresses());
              super.send(state);
              recipients.forEach(recipient -> arrived.accept(recipient.getEmail(), message));
            }
          };
    }

    @Override
    public SmtpManager getSmtpManager() {
      return smtp;
    }
  }
}
