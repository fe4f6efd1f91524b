package org.recado.lab.page;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.recado.lab.bank.LabDirectory;
import org.recado.lab.bank.LabMailServer;
import org.recado.lab.bank.MailText;
import org.recado.lab.smsc.Handset;
import org.recado.lab.smsc.MagicNumber;
import org.recado.lab.smsc.SmscSimulator;
import org.recado.lab.smsc.Submission;
import org.recado.message.Msisdn;

/** Gathers what the page shows. */
final class PageContent {

  private static final int LATEST = 30;

  private final PageSettings settings;
  private final LabDirectory directory;
  private final LabMailServer mail;
  private final SmscSimulator smsc;
  private final Clock clock;

  PageContent(
      PageSettings settings,
      LabDirectory directory,
      LabMailServer mail,
      SmscSimulator smsc,
      Clock clock) {
    this.settings = settings;
    this.directory = directory;
    this.mail = mail;
    this.smsc = smsc;
    this.clock = clock;
  }

  View.Bank bank() {
    return new View.Bank(
        settings.smsDomain(),
        directory.accounts().stream()
            .map(
                account ->
                    new View.Person(
                        account.login(),
                        account.password(),
                        account.name(),
                        account.mail(),
                        account.role(),
                        account.enabled()))
            .toList(),
        directory.clients().stream()
            .map(client -> new View.Client(client.login(), client.name(), client.number().e164()))
            .toList(),
        Arrays.stream(MagicNumber.values())
            .map(magic -> new View.Magic(magic.number().e164(), magic.title(), magic.explanation()))
            .toList(),
        settings.longNumbers().stream().map(Msisdn::e164).toList(),
        settings.links());
  }

  View.State state(long version) {
    return new View.State(
        version,
        smsc.boundLinks(),
        smsc.handsets().stream().map(PageContent::phone).toList(),
        mail.mailboxes().stream().map(this::mailbox).toList(),
        wire());
  }

  private List<View.Wire> wire() {
    List<Submission> all = smsc.submissions();
    return all.subList(Math.max(0, all.size() - LATEST), all.size()).stream()
        .map(
            one ->
                new View.Wire(
                    one.at(),
                    one.connection(),
                    one.source(),
                    one.destination(),
                    one.part(),
                    one.parts(),
                    one.messageId(),
                    one.commandStatus()))
        .toList();
  }

  private static View.Phone phone(Handset handset) {
    return new View.Phone(
        handset.number().e164(),
        handset.messages().stream()
            .map(sms -> new View.Text(sms.at(), sms.fromClient(), "+" + sms.peer(), sms.text()))
            .toList());
  }

  private View.Mailbox mailbox(String address) {
    List<MimeMessage> mails = mail.mailbox(address);
    return new View.Mailbox(
        address,
        IntStream.range(0, mails.size()).mapToObj(i -> mail(i + 1, mails.get(i))).toList());
  }

  private View.Mail mail(int place, MimeMessage message) {
    try {
      Instant at =
          Optional.ofNullable(message.getSentDate()).map(Date::toInstant).orElse(clock.instant());
      return new View.Mail(
          place,
          at,
          people(message.getFrom()),
          addresses(message.getReplyTo()),
          orEmpty(message.getSubject()),
          MailText.of(message),
          orEmpty(message.getMessageID()),
          orEmpty(message.getHeader("References", " ")));
    } catch (MessagingException | IOException e) {
      return new View.Mail(
          place, clock.instant(), "", "", "(unreadable)", String.valueOf(e.getMessage()), "", "");
    }
  }

  private static String people(Address @Nullable [] addresses) {
    if (addresses == null || addresses.length == 0) {
      return "";
    }
    return addresses[0] instanceof InternetAddress one && one.getPersonal() != null
        ? one.getPersonal() + " <" + one.getAddress() + ">"
        : addresses[0].toString();
  }

  private static String addresses(Address @Nullable [] addresses) {
    return addresses != null && addresses.length > 0 && addresses[0] instanceof InternetAddress one
        ? one.getAddress()
        : "";
  }

  private static String orEmpty(@Nullable String value) {
    return Objects.requireNonNullElse(value, "");
  }
}
