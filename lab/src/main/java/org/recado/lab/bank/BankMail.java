package org.recado.lab.bank;

import com.icegreen.greenmail.Managers;
import com.icegreen.greenmail.mail.MailAddress;
import com.icegreen.greenmail.smtp.SmtpManager;
import com.icegreen.greenmail.smtp.SmtpState;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * GreenMail with a gatekeeper: only mailboxes that exist take mail, and everything is refused on
 * request. By itself it opens a mailbox for whoever is written to.
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
