package org.recado.lab.story;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.recado.lab.Lab;
import org.recado.lab.bank.Account;
import org.recado.lab.bank.LabDirectory.Client;
import org.recado.lab.bank.MailClient;
import org.recado.lab.bank.MailCondition;
import org.recado.lab.bank.MailDraft;
import org.recado.lab.bank.MailText;
import org.recado.lab.smsc.MagicNumber;
import org.recado.lab.smsc.Sms;
import org.recado.lab.smsc.Submission;
import org.recado.message.Msisdn;

/**
 * What happens at the bank on its first day with Recado. Everything goes over the sockets anybody
 * would use; what does not happen in time is told, and the story goes on.
 */
public final class Story {

  private static final String LONG_TEXT =
      "Estimado cliente: su contrato de hipoteca ya puede firmarse. Le esperamos el lunes a las"
          + " 10:30 en la oficina de la calle Mayor 12. Traiga por favor su DNI, la tarjeta de la"
          + " seguridad social y el justificante del seguro. Si no puede venir, responda a este"
          + " mensaje y le proponemos otra fecha. Un saludo.";

  private final Lab lab;
  private final Narrator narrator;

  private Story(Lab lab, Narrator narrator) {
    this.lab = lab;
    this.narrator = narrator;
  }

  /**
   * Tells it, then lists addresses and sign-ins. The gateway must be up.
   *
   * @param patience how long each thing may take to happen
   * @return how many things did not happen: 0 is a good day
   */
  public static int tell(Lab lab, PrintStream out, Duration patience) {
    var narrator = new Narrator(out, patience);
    new Story(lab, narrator).tell();
    new Signpost(lab, narrator).show();
    return narrator.missing();
  }

  private void tell() {
    narrator.title("A day at the bank");
    narrator.expect(
        "the gateway is bound to the SMSC",
        () -> {
          lab.changes().await("a bind", narrator.patience(), () -> lab.smsc().boundLinks() > 0);
          return true;
        });
    appointment();
    longText();
    reminder();
    undeliverable();
    optOut();
    leaver();
  }

  private void appointment() {
    Account marta = lab.directory().account("marta.ruiz");
    Client ana = client("ana.cliente");
    narrator.scene(arrow(marta, ana) + ", by her number");
    String text = "Hola Ana: su cita es el lunes a las 10:30 en la oficina de Sevilla. Marta Ruiz";
    MailDraft mail = MailDraft.of(marta, address(ana.number()), "Cita", text);
    Optional<String> sent = accepted(mail, ana.number());
    if (sent.isEmpty() || shown(ana.number(), text).isEmpty()) {
      return;
    }

    narrator.scene(ana.name() + " answers on her phone");
    int older = lab.mail().count(marta.mail());
    String answer = "Perfecto, gracias. ¿Llevo algo?";
    lab.smsc().handset(ana.number()).reply(answer);
    Optional<MimeMessage> back =
        mailed(marta, older, "her answer", MailCondition.textContains(answer));
    back.ifPresent(mailBack -> threaded(mailBack, sent.get()));

    narrator.scene(marta.name() + " answers that mail, and it texts back");
    String more = "Solo el DNI. Hasta el lunes.";
    back.ifPresent(mailBack -> answer(marta, mailBack, ana, more));
  }

  private void answer(Account who, MimeMessage mailBack, Client client, String text) {
    try {
      String to = mailBack.getReplyTo()[0].toString();
      String quoted = MailText.of(mailBack).replaceAll("(?m)^", "> ");
      MailDraft draft =
          MailDraft.of(
                  who,
                  to,
                  "Re: " + mailBack.getSubject(),
                  text + "\n\nEl 21/11/26 a las 18:39, " + client.name() + " escribió:\n" + quoted)
              .withHeader("In-Reply-To", mailBack.getMessageID());
      if (accepted(draft, client.number()).isPresent()) {
        shown(client.number(), text);
      }
    } catch (MessagingException | IOException e) {
      narrator.missing("the mail back cannot be read: " + e.getMessage());
    }
  }

  private void longText() {
    Account inigo = lab.directory().account("inigo.arana");
    Client luis = client("luis.romero");
    narrator.scene(arrow(inigo, luis) + ", a long one");
    MailDraft mail = MailDraft.of(inigo, address(luis.number()), "Firma", LONG_TEXT);
    if (accepted(mail, luis.number()).isPresent()) {
      shown(luis.number(), LONG_TEXT);
    }
  }

  private void reminder() {
    Account loans = lab.directory().account("avisos");
    Client hugo = client("hugo.ferrer");
    narrator.scene(
        loans.name()
            + ", a system without sign-in at the trusted address "
            + Lab.RELAY_ADDRESS
            + " → "
            + hugo.name()
            + ", wants to know");
    String text = "Recordatorio: su cuota de 312,40 € vence el viernes. Préstamos 📅";
    MailDraft mail =
        MailDraft.of(loans, address(hugo.number()), "Recordatorio", text)
            .withDsnFor("SUCCESS,FAILURE")
            .fromTrustedRelay(Lab.RELAY_ADDRESS);
    int older = lab.mail().count(loans.mail());
    if (accepted(mail, hugo.number()).isPresent() && shown(hugo.number(), text).isPresent()) {
      mailed(loans, older, "a delivery status notification", report());
    }
  }

  private void undeliverable() {
    Account javier = lab.directory().account("javier.sanz");
    MagicNumber magic = MagicNumber.UNDELIVERABLE;
    narrator.scene(javier.name() + " → " + magic.number().e164() + ", a number out of service");
    int older = lab.mail().count(javier.mail());
    MailDraft mail = MailDraft.of(javier, address(magic.number()), "", "Hola, ¿sigue interesado?");
    if (accepted(mail, magic.number()).isPresent()) {
      mailed(javier, older, "word that it was not delivered", report());
    }
  }

  /**
   * Who opted out in an earlier story stays so; the first client who can still be texted is asked.
   */
  private void optOut() {
    Account lucia = lab.directory().account("lucia.ortega");
    String text =
        "Nueva cuenta sin comisiones: pregunte en su oficina. BAJA para no recibir ofertas";
    for (String login : List.of("elena.soto", "noa.castro", "raul.mendez", "irene.pardo")) {
      Client client = client(login);
      MailDraft mail = MailDraft.of(lucia, login + "@" + Lab.SMS_DOMAIN, "Oferta", text);
      MailClient.Outcome outcome = lab.mailClient().send(mail);
      if (outcome instanceof MailClient.Refused && !login.equals("irene.pardo")) {
        continue;
      }
      narrator.scene(arrow(lucia, client) + ", by name");
      if (accepted(outcome, client.number()).isPresent()
          && shown(client.number(), text).isPresent()) {
        baja(client, mail);
      }
      return;
    }
  }

  private void baja(Client client, MailDraft mail) {
    narrator.scene(client.name() + " answers BAJA");
    int before = lab.smsc().handset(client.number()).messages().size();
    lab.smsc().handset(client.number()).reply("BAJA");
    narrator
        .expect(
            "the phone shows a confirmation",
            () ->
                lab.smsc()
                    .handset(client.number())
                    .await(sms -> sms.place() > before + 1, narrator.patience()))
        .ifPresent(sms -> narrator.detail("“" + sms.text() + "”"));
    narrator.scene(mail.account().orElseThrow().name() + " writes again, and is refused");
    refused(mail);
  }

  private void leaver() {
    Account pablo = lab.directory().account("pablo.leon");
    narrator.scene(pablo.name() + " has left the bank, and tries all the same");
    refused(MailDraft.of(pablo, address(client("ana.cliente").number()), "", "Hola"));
  }

  // ---- what one sees

  private Optional<String> accepted(MailDraft draft, Msisdn to) {
    return accepted(lab.mailClient().send(draft), to);
  }

  /** The Message-ID of the mail, once the gateway has answered for it. */
  private Optional<String> accepted(MailClient.Outcome outcome, Msisdn to) {
    if (outcome instanceof MailClient.Accepted done) {
      narrator.detail("SMTP   " + done.reply());
      return Optional.of(done.messageId());
    }
    narrator.missing("the mail to " + to.e164() + " was not accepted: " + outcome.reply());
    return Optional.empty();
  }

  private void refused(MailDraft draft) {
    MailClient.Outcome outcome = lab.mailClient().send(draft);
    if (outcome instanceof MailClient.Refused) {
      narrator.detail("SMTP   " + outcome.reply());
    } else {
      narrator.missing("a refusal; the answer was: " + outcome.reply());
    }
  }

  private Optional<Sms> shown(Msisdn number, String text) {
    Optional<Sms> shown =
        narrator.expect(
            "the phone shows it",
            () ->
                lab.smsc()
                    .handset(number)
                    .await(sms -> sms.text().contains(text), narrator.patience()));
    shown.ifPresent(
        sms -> {
          if (!sms.text().equals(text)) {
            narrator.detail("“" + sms.text() + "”");
          }
          List<Submission> parts =
              lab.smsc().submissions().stream()
                  .filter(one -> one.destination().equals(number.digits()) && one.taken())
                  .filter(one -> sms.text().contains(one.text()))
                  .toList();
          narrator.detail(
              "SMPP   %d submit_sm from +%s, message_id %s"
                  .formatted(
                      parts.size(),
                      sms.peer(),
                      String.join(", ", parts.stream().map(Submission::messageId).toList())));
        });
    return shown;
  }

  private Optional<MimeMessage> mailed(Account to, int older, String what, MailCondition wanted) {
    Optional<MimeMessage> mail =
        narrator.expect(
            to.mail() + " has " + what,
            () -> lab.mail().awaitAfter(to.mail(), older, wanted, narrator.patience()));
    mail.ifPresent(this::headline);
    return mail;
  }

  private void headline(MimeMessage mail) {
    try {
      narrator.detail("Mail   “" + mail.getSubject() + "” from " + mail.getFrom()[0]);
    } catch (MessagingException e) {
      narrator.missing("the mail cannot be read: " + e.getMessage());
    }
  }

  private void threaded(MimeMessage mail, String messageId) {
    try {
      if (messageId.equals(mail.getHeader("In-Reply-To", " "))) {
        narrator.detail("Mail   in the thread of the first one");
      } else {
        narrator.missing("In-Reply-To of the first mail");
      }
    } catch (MessagingException e) {
      narrator.missing("the mail cannot be read: " + e.getMessage());
    }
  }

  private static MailCondition report() {
    return message -> message.isMimeType("multipart/report");
  }

  private Client client(String login) {
    return lab.directory().clients().stream()
        .filter(client -> client.login().equals(login))
        .findFirst()
        .orElseThrow();
  }

  private static String arrow(Account from, Client to) {
    return from.name() + " → " + to.name() + " " + to.number().e164();
  }

  private static String address(Msisdn number) {
    return number.e164() + "@" + Lab.SMS_DOMAIN;
  }
}
