package org.recado.intake;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import org.recado.message.Msisdn;

/**
 * What makes two mails the same mail: one sender, the same clients, and the application's own
 * reference; where there is none, the Message-ID and every octet. A mail without either is never
 * taken for another one: two equal reminders may both be meant.
 */
final class MailIdentity {

  private MailIdentity() {}

  /**
   * @param sender the person's id in the directory
   * @return the first 128 bits of a SHA-256 over all of it, or empty
   */
  static Optional<UUID> of(
      String sender,
      Collection<Msisdn> clients,
      Optional<String> reference,
      Optional<String> messageId,
      byte[] mail) {
    if (reference.isEmpty() && messageId.isEmpty()) {
      return Optional.empty();
    }
    var digest = sha256();
    add(digest, sender);
    clients.stream().map(Msisdn::digits).sorted().forEach(digits -> add(digest, digits));
    if (reference.isPresent()) {
      add(digest, "reference");
      add(digest, reference.get());
    } else {
      add(digest, "mail");
      add(digest, messageId.orElse(""));
      digest.update(mail);
    }
    var bits = ByteBuffer.wrap(digest.digest());
    return Optional.of(new UUID(bits.getLong(), bits.getLong()));
  }

  /**
   * With an end that no value contains, so that no two lists of values run together to the same.
   */
  private static void add(MessageDigest digest, String value) {
    digest.update(value.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0xff);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
