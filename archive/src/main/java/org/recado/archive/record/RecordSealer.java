package org.recado.archive.record;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.recado.archive.record.Leaf.LeafPart;
import org.recado.archive.retention.Schedules;
import org.recado.message.Msisdn;

/**
 * Turns drafts into leaf and sealed content, docs/archive-format.md sections 2 and 3. Belongs to
 * one thread.
 */
final class RecordSealer {

  private final ArchiveKey key;
  private final Schedules schedules;
  private final SecureRandom random;
  private final Crypto crypto = new Crypto();

  RecordSealer(ArchiveKey key, Schedules schedules, SecureRandom random) {
    this.key = key;
    this.schedules = schedules;
    this.random = random;
  }

  SealedRecord seal(RecordId id, RecordDraft draft) {
    byte[] drawn = new byte[ArchiveKey.OCTETS + Crypto.NONCE_OCTETS]; // one call to the system
    random.nextBytes(drawn);
    byte[] secret = Arrays.copyOf(drawn, ArchiveKey.OCTETS);
    byte[] nonce = Arrays.copyOfRange(drawn, ArchiveKey.OCTETS, drawn.length);

    var parts = new ArrayList<>(draft.parts());
    parts.add(new Part(Particulars.PART, Particulars.MEDIA_TYPE, particulars(draft).octets()));
    check(parts);
    var secrets = new RecordSecrets(crypto, secret);
    byte[] sealed =
        crypto.encrypt(secrets.contentKey(), RecordSecrets.NONCE, id.octets(), packed(parts));
    var leaf =
        new Leaf(
            id,
            draft.kind(),
            draft.message(),
            draft.at(),
            draft.sourceAt(),
            schedules.of(
                draft.category(),
                Optional.ofNullable(draft.facts().get(Facts.TEAM)),
                () -> country(draft)),
            Crypto.hex(crypto.sha256(sealed)),
            parts.stream()
                .map(
                    part ->
                        new LeafPart(
                            part.name(),
                            part.mediaType(),
                            part.bytes().length,
                            secrets.digest(part.name(), part.bytes())))
                .toList());
    return new SealedRecord(leaf, sealed, key.wrap(crypto, id, nonce, secret));
  }

  private static Optional<String> country(RecordDraft draft) {
    try {
      return Optional.ofNullable(draft.facts().get(Facts.CLIENT))
          .map(Msisdn::of)
          .flatMap(Msisdn::country);
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // a short code or a name has no country
    }
  }

  private static Particulars particulars(RecordDraft draft) {
    var facts = new TreeMap<>(draft.facts());
    draft.category().ifPresent(value -> facts.putIfAbsent(Facts.CATEGORY, value.name()));
    return new Particulars(facts, draft.people());
  }

  private static void check(List<Part> parts) {
    var names = new HashSet<String>();
    for (var part : parts) {
      if (!isName(part.name()) || !names.add(part.name())) {
        throw new IllegalArgumentException(
            "the parts of a record have different names of lower-case letters, digits, dots and"
                + " hyphens; "
                + Particulars.PART
                + " is taken");
      }
      if (!isMediaType(part.mediaType())) {
        throw new IllegalArgumentException("a media type is plain ASCII without quotes");
      }
    }
  }

  /**
   * Names and media types stay in the leaf for ever: nothing but our own vocabulary may enter.
   * Every record passes here, so no pattern is asked.
   */
  private static boolean isName(String text) {
    if (text.isEmpty() || text.length() > 64 || isSign(text.charAt(0))) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || isSign(c);
      if (!plain) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSign(char c) {
    return c == '.' || c == '-' || c == '_';
  }

  private static boolean isMediaType(String text) {
    if (text.isEmpty() || text.length() > 100) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~' || c == '"' || c == '\\') {
        return false;
      }
    }
    return true;
  }

  private static byte[] packed(List<Part> parts) {
    int size = 0;
    for (var part : parts) {
      size = Math.addExact(size, part.bytes().length);
    }
    byte[] packed = new byte[size];
    int at = 0;
    for (var part : parts) {
      System.arraycopy(part.bytes(), 0, packed, at, part.bytes().length);
      at += part.bytes().length;
    }
    return packed;
  }
}
