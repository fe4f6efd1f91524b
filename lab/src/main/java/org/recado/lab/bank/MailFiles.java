package org.recado.lab.bank;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;

/** Mails as files, {@code <mailbox>/<number>.eml}, so that they are still there after a restart. */
final class MailFiles {

  private final Optional<Path> folder;

  MailFiles(Optional<Path> folder) {
    this.folder = folder;
  }

  List<MimeMessage> read(String mailbox) {
    var mails = new ArrayList<MimeMessage>();
    try {
      for (Path file : files(mailbox)) {
        try (var in = Files.newInputStream(file)) {
          mails.add(new MimeMessage(Session.getInstance(new Properties()), in));
        }
      }
      return mails;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the mails of " + mailbox, e);
    } catch (MessagingException e) {
      throw new IllegalStateException("a kept mail cannot be read", e);
    }
  }

  synchronized void write(String mailbox, MimeMessage mail) {
    if (folder.isEmpty()) {
      return;
    }
    try {
      Path own = own(folder.get(), mailbox);
      Files.createDirectories(own);
      Path file = own.resolve("%06d.eml".formatted(files(mailbox).size() + 1));
      try (var out = Files.newOutputStream(file)) {
        mail.writeTo(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep a mail of " + mailbox, e);
    } catch (MessagingException e) {
      throw new IllegalStateException("a mail cannot be kept", e);
    }
  }

  synchronized void forget() {
    if (folder.isEmpty()) {
      return;
    }
    try (var mailboxes = Files.newDirectoryStream(folder.get())) {
      for (Path mailbox : mailboxes) {
        for (Path file : files(mailbox.getFileName().toString())) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot forget mails", e);
    }
  }

  private List<Path> files(String mailbox) throws IOException {
    if (folder.isEmpty() || !Files.isDirectory(own(folder.get(), mailbox))) {
      return List.of();
    }
    try (var list = Files.list(own(folder.get(), mailbox))) {
      return list.filter(file -> file.toString().endsWith(".eml")).sorted().toList();
    }
  }

  private static Path own(Path folder, String mailbox) {
    return folder.resolve(mailbox.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9@._-]", "_"));
  }
}
