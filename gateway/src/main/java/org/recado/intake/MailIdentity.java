package org.recado.intake;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What makes two mails the same mail: one sender, and the same clients, each with the application's
 * own reference; where one has none, the same Message-ID and octets besides. A mail without either
 * is never taken for another one: two equal reminders may both be meant.
 */
final class MailIdentity {

  private MailIdentity() {}

  /**
   * @param sender the person's id in the directory
   * @param references of each client, by the number's digits
   * @return the first 128 bits of a SHA-256 over all of it, or empty
   */
  static Optional<UUID> of(
      String sender,
      Map<String, Optional<String>> references,
      Optional<String> messageId,
      byte[] mail) {
    boolean referenced = references.values().stream().allMatch(Optional::isPresent);
    if (!referenced && messageId.isEmpty()) {
      return Optional.empty();
    }
    var digest = sha256();
    add(digest, sender);
    new TreeMap<>(references)
        .forEach(
            (client, reference) -> {
              add(digest, client);
              add(digest, reference.orElse(""));
            });
    if (!referenced) {
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
