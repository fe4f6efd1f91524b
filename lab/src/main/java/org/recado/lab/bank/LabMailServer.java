package org.recado.lab.bank;

import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.store.StoredMessage;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.recado.lab.changes.Changes;

/**
 * The bank's own mail server: SMTP in, a mailbox for each account, IMAP out. It takes mail for its
 * mailboxes only, and can be told to refuse.
 */
public final class LabMailServer implements AutoCloseable {

  public static final String DOMAIN = "bank.example";

  private static final int STARTUP_MILLIS = 20_000;

  private final BankMail mail;
  private final Changes changes;
  private final MailFiles files;
  private volatile BiConsumer<String, MimeMessage> reader = (address, message) -> {};

  private LabMailServer(MailSettings settings, List<Account> accounts, Changes changes) {
    this.changes = changes;
    files = new MailFiles(settings.data());
    mail =
        new BankMail(
            setup(settings.host(), settings.smtpPort(), ServerSetup.PROTOCOL_SMTP),
            setup(settings.host(), settings.imapPort(), ServerSetup.PROTOCOL_IMAP),
            this::arrived);
    mail.start();
    for (Account account : accounts) {
      addMailbox(account.mail(), account.login(), account.password());
    }
  }

  /** Starts it with the mailboxes of these accounts. */
  public static LabMailServer start(MailSettings settings, List<Account> accounts) {
    return start(settings, accounts, new Changes());
  }

  /** The same, telling its changes where others are told too. */
  public static LabMailServer start(
      MailSettings settings, List<Account> accounts, Changes changes) {
    return new LabMailServer(settings, accounts, changes);
  }

  public int smtpPort() {
    return mail.getSmtp().getPort();
  }

  public int imapPort() {
    return mail.getImap().getPort();
  }

  /** Told after every mail that arrived. */
  public Changes changes() {
    return changes;
  }

  /** One more mailbox; its owner signs in to IMAP with login and password. */
  public void addMailbox(String address, String login, String password) {
    GreenMailUser user = mail.setUser(address, login, password);
    files.read(address).forEach(user::deliver);
  }

  public List<String> mailboxes() {
    return mail.getUserManager().listUser().stream().map(GreenMailUser::getEmail).sorted().toList();
  }

  /** What is in a mailbox, oldest first; each a copy of its own. */
  public List<MimeMessage> mailbox(String address) {
    // the folder's own list, which grows while we read it: taken whole first
    return List.copyOf(stored(address)).stream()
        .map(message -> copy(message.getMimeMessage()))
        .toList();
  }

  public int count(String address) {
    return stored(address).size();
  }

  /**
   * Waits until the mailbox has such a mail.
   *
   * @throws IllegalStateException if none came in time
   */
  public MimeMessage await(String address, MailCondition wanted, Duration timeout) {
    return awaitAfter(address, 0, wanted, timeout);
  }

  /**
   * The same, not counting the {@code older} mails the mailbox began with.
   *
   * @throws IllegalStateException if none came in time
   */
  public MimeMessage awaitAfter(String address, int older, MailCondition wanted, Duration timeout) {
    Predicate<MimeMessage> condition = wanted.unchecked();
    changes.await(
        "a mail to " + address,
        timeout,
        () -> mailbox(address).stream().skip(older).anyMatch(condition));
    return mailbox(address).stream().skip(older).filter(condition).findFirst().orElseThrow();
  }

  /** From now on answers each RCPT with this reply, e.g. {@code 451 4.3.2 closed for the night}. */
  public void refuse(String reply) {
    mail.refuse(Optional.of(reply));
  }

  public void accept() {
    mail.refuse(Optional.empty());
  }

  /** Empties all mailboxes. */
  public void forget() {
    try {
      mail.purgeEmailFromAllMailboxes();
      files.forget();
    } catch (FolderException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    mail.stop();
  }

  /**
   * From now on told of every mail that arrives, with its mailbox, on the thread that brought it.
   */
  public void listen(BiConsumer<String, MimeMessage> listener) {
    reader = listener;
  }

  private void arrived(String address, MimeMessage message) {
    files.write(address, message);
    reader.accept(address, message);
    changes.happened();
  }

  private List<StoredMessage> stored(String address) {
    GreenMailUser user = mail.getUserManager().getUserByEmail(address);
    if (user == null) {
      throw new IllegalArgumentException("the bank has no mailbox " + address);
    }
    try {
      var inbox = mail.getManagers().getImapHostManager().getInbox(user);
      while (true) {
        try {
          return List.of(inbox.getMessages().toArray(StoredMessage[]::new));
        } catch (ConcurrentModificationException | NullPointerException e) {
          // GreenMail gives its own list away, and a mail arrived while it was copied: copy again
          Thread.onSpinWait();
        }
      }
    } catch (FolderException e) {
      throw new IllegalStateException("no inbox for " + address, e);
    }
  }

  private static MimeMessage copy(MimeMessage message) {
    try {
      return new MimeMessage(message);
    } catch (MessagingException e) {
      throw new IllegalStateException("a mail cannot be copied", e);
    }
  }

  private static ServerSetup setup(String host, int port, String protocol) {
    var setup = new ServerSetup(port, host, protocol);
    setup.setServerStartupTimeout(STARTUP_MILLIS);
    return setup;
  }
}
