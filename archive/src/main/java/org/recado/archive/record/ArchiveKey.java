package org.recado.archive.record;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;

/**
 * The key that wraps the key of every record. Whoever has it and the database can read the archive;
 * whoever lost it can still prove what the archive holds, but never read it again.
 */
public final class ArchiveKey {

  static final int OCTETS = 32;
  private static final int ID_OCTETS = 8;
  private static final int WRAPPED_OCTETS =
      ID_OCTETS + Crypto.NONCE_OCTETS + OCTETS + Crypto.TAG_OCTETS;
  private static final byte[] WRAPPING = Crypto.label("recado wrapping key");
  private static final byte[] KEY_ID = Crypto.label("recado archive key id");

  private final byte[] key;
  private final byte[] id;

  /** Keys that wrapped before this one. */
  private final List<ArchiveKey> older;

  private ArchiveKey(byte[] key, List<ArchiveKey> older) {
    this.key = key;
    this.older = List.copyOf(older);
    this.id = Arrays.copyOf(new Crypto().hmac(key, KEY_ID), ID_OCTETS);
  }

  /**
   * @param keys of 32 octets, the newest first; at least one
   */
  static ArchiveKey of(List<byte[]> keys) {
    return new ArchiveKey(
        keys.get(0),
        keys.subList(1, keys.size()).stream().map(key -> new ArchiveKey(key, List.of())).toList());
  }

  /** Whether {@code wrapped} was wrapped under this key or an older one, by the id at its front. */
  public boolean wrapped(byte[] wrapped) {
    return isNewest(wrapped) || older.stream().anyMatch(old -> old.isNewest(wrapped));
  }

  /** Whether it was wrapped under this key itself. */
  boolean isNewest(byte[] wrapped) {
    return wrapped.length >= ID_OCTETS && Arrays.equals(wrapped, 0, ID_OCTETS, id, 0, ID_OCTETS);
  }

  /** key id (8) ‖ nonce (12) ‖ AES-256-GCM of the secret (32 + 16), the record's id as AAD. */
  byte[] wrap(Crypto crypto, RecordId record, byte[] nonce, byte[] secret) {
    byte[] sealed = crypto.encrypt(wrappingKey(crypto, record), nonce, record.octets(), secret);
    byte[] wrapped = Arrays.copyOf(id, WRAPPED_OCTETS);
    System.arraycopy(nonce, 0, wrapped, ID_OCTETS, nonce.length);
    System.arraycopy(sealed, 0, wrapped, ID_OCTETS + nonce.length, sealed.length);
    return wrapped;
  }

  byte[] unwrap(Crypto crypto, RecordId record, byte[] wrapped) {
    for (var old : older) {
      if (old.isNewest(wrapped)) {
        return old.unwrap(crypto, record, wrapped);
      }
    }
    if (!wrapped(wrapped)) {
      throw new DamagedRecordException(record, "its key is wrapped under another archive key");
    }
    if (wrapped.length != WRAPPED_OCTETS) {
      throw new DamagedRecordException(record, "its wrapped key has the wrong length");
    }
    int sealedAt = ID_OCTETS + Crypto.NONCE_OCTETS;
    try {
      return crypto.decrypt(
          wrappingKey(crypto, record),
          Arrays.copyOfRange(wrapped, ID_OCTETS, sealedAt),
          record.octets(),
          Arrays.copyOfRange(wrapped, sealedAt, WRAPPED_OCTETS));
    } catch (GeneralSecurityException e) {
      throw new DamagedRecordException(record, "its wrapped key does not open");
    }
  }

  /**
   * One wrapping key a record: random nonces under a single key may not be trusted past 2^32
   * messages (NIST SP 800-38D section 8.3), which a busy archive reaches.
   */
  private byte[] wrappingKey(Crypto crypto, RecordId record) {
    return crypto.hmac(key, WRAPPING, record.octets());
  }
}
