package org.recado.lab.bank;

import java.nio.file.Path;
import java.util.Optional;

/**
 * @param host the address it listens on
 * @param smtpPort 0 for any free one
 * @param imapPort 0 for any free one
 * @param data where mails are kept over a restart; empty to forget them
 */
public record MailSettings(String host, int smtpPort, int imapPort, Optional<Path> data) {

  /** Any free ports on loopback, nothing kept: what tests want. */
  public static MailSettings defaults() {
    return new MailSettings("127.0.0.1", 0, 0, Optional.empty());
  }
}
