package org.recado.archive.record;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key that wraps the key of every record. Whoever has it and the database can read the archive;
 * whoever lost it can still prove what the archive holds, but never read it again.
 */
public final class ArchiveKey {

  private static final Logger LOG = LoggerFactory.getLogger(ArchiveKey.class);

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
   * @param file 32 octets, as they are or in base64; in base64 older keys may follow, a line each
   * @throws IOException with a sentence for the operator if it cannot be read or is no key
   */
  public static ArchiveKey load(Path file) throws IOException {
    byte[] octets;
    try {
      octets = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new IOException("The archive key " + file + " cannot be read.", e);
    }
    if (octets.length == OCTETS) {
      return new ArchiveKey(octets, List.of());
    }
    List<ArchiveKey> keys = new ArrayList<>();
    for (String line : new String(octets, StandardCharsets.ISO_8859_1).lines().toList()) {
      try {
        byte[] one = Base64.getDecoder().decode(line.strip());
        if (one.length == OCTETS) {
          keys.add(new ArchiveKey(one, List.of()));
        }
      } catch (IllegalArgumentException e) {
        keys.clear();
        break;
      }
    }
    if (keys.isEmpty()) {
      throw new IOException(
          "The archive key "
              + file
              + " is not a key: it must hold 32 octets, or their base64, the newest key in the first"
              + " line.");
    }
    return new ArchiveKey(keys.get(0).key, keys.subList(1, keys.size()));
  }

  /**
   * Makes a new key and puts it before the others in the file. What is sealed from then on is
   * wrapped under it; the others stay until {@link Rewrap} has run.
   *
   * @throws IOException with a sentence for the operator
   */
  public static void rotate(Path file, SecureRandom random) throws IOException {
    var now = load(file);
    byte[] octets = new byte[OCTETS];
    random.nextBytes(octets);
    var lines = new StringBuilder(line(octets)).append(line(now.key));
    now.older.forEach(old -> lines.append(line(old.key)));
    replace(file, lines.toString());
  }

  /** Takes the keys from the file that nothing is wrapped under any more. */
  public static void forgetOlder(Path file) throws IOException {
    replace(file, line(load(file).key));
  }

  private static void replace(Path file, String text) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    Files.deleteIfExists(next);
    KeyFiles.create(next, text);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static String line(byte[] octets) {
    return Base64.getEncoder().encodeToString(octets) + "\n";
  }

  /**
   * Loads the key, or makes it on the very first start.
   *
   * @param archiveHoldsRecords asked only if there is no file: a new key beside old records would
   *     hide that the old one is lost
   * @throws IOException with a sentence for the operator
   */
  public static ArchiveKey loadOrCreate(
      Path file, BooleanSupplier archiveHoldsRecords, SecureRandom random) throws IOException {
    if (!Files.exists(file)) {
      if (archiveHoldsRecords.getAsBoolean()) {
        throw new IOException(
            "The archive key "
                + file
                + " is missing, and the archive already holds records sealed with it. Put the key"
                + " back from its backup; a new one could not read them.");
      }
      byte[] octets = new byte[OCTETS];
      random.nextBytes(octets);
      try {
        KeyFiles.create(file, Base64.getEncoder().encodeToString(octets) + "\n");
        LOG.warn(
            "A new archive key was made in {}. Back it up apart from the database now: without it"
                + " nobody can read the archive.",
            file);
      } catch (FileAlreadyExistsException e) {
        LOG.info("Another node made the archive key {} first", file);
      }
    }
    return load(file);
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
