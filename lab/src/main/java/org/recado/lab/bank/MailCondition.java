package org.recado.lab.bank;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Predicate;

/** A predicate over mails that may fail as the mail library does. */
@FunctionalInterface
public interface MailCondition {

  boolean test(MimeMessage message) throws MessagingException, IOException;

  /** Any mail at all. */
  static MailCondition any() {
    return message -> true;
  }

  static MailCondition subjectContains(String part) {
    return message -> message.getSubject() != null && message.getSubject().contains(part);
  }

  /** The text a reader sees, in whichever part it is, contains this. */
  static MailCondition textContains(String part) {
    return message -> MailText.of(message).contains(part);
  }

  default MailCondition and(MailCondition other) {
    return message -> test(message) && other.test(message);
  }

  default Predicate<MimeMessage> unchecked() {
    return message -> {
      try {
        return test(message);
      } catch (MessagingException e) {
        throw new IllegalStateException("a mail cannot be read", e);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }
}
