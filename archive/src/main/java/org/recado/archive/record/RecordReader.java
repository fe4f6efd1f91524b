package org.recado.archive.record;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Opens stored records and checks them against their leaves. Belongs to one thread; making one is
 * cheap.
 */
public final class RecordReader {

  private final @Nullable ArchiveKey key;
  private final ColdSource cold;
  private final Crypto crypto = new Crypto();

  /**
   * @param key null to check only what can be checked without it
   */
  public RecordReader(@Nullable ArchiveKey key) {
    this(key, ColdSource.NONE);
  }

  /**
   * @param key null to check only what can be checked without it
   * @param cold asked for contents that have left the database
   */
  public RecordReader(@Nullable ArchiveKey key, ColdSource cold) {
    this.key = key;
    this.cold = cold;
  }

  /**
   * Checks that the sealed content is the one the leaf commits to; needs no key.
   *
   * @throws DamagedRecordException if it is not
   */
  public void check(Leaf leaf, byte[] sealed) {
    if (!Crypto.hex(crypto.sha256(sealed)).equals(leaf.content())) {
      throw new DamagedRecordException(
          leaf.id(), "its sealed content is not the one its leaf commits to");
    }
    long size = Crypto.TAG_OCTETS;
    for (var part : leaf.parts()) {
      size += part.size();
    }
    if (size != sealed.length) {
      throw new DamagedRecordException(
          leaf.id(), "its sealed content is not as long as its parts together");
    }
  }

  /**
   * @param sealed null if it is in a segment
   * @param wrappedKey null if the content was destroyed
   * @throws DamagedRecordException if anything differs from what the leaf commits to
   */
  public ArchivedRecord open(Leaf leaf, byte @Nullable [] sealed, byte @Nullable [] wrappedKey) {
    if (wrappedKey == null) {
      return ArchivedRecord.withoutContent(leaf);
    }
    if (sealed == null) {
      sealed = cold.sealed(leaf.id());
    }
    check(leaf, sealed);
    var secrets = secrets(leaf, wrappedKey);
    byte[] packed;
    try {
      packed =
          crypto.decrypt(secrets.contentKey(), RecordSecrets.NONCE, leaf.id().octets(), sealed);
    } catch (GeneralSecurityException e) {
      throw new DamagedRecordException(leaf.id(), "its sealed content does not open with its key");
    }
    return unpacked(leaf, packed, secrets);
  }

  /** The salt of each part, in hexadecimal, by the part's name: what an outsider needs to check. */
  public Map<String, String> salts(Leaf leaf, byte[] wrappedKey) {
    var secrets = secrets(leaf, wrappedKey);
    var salts = new TreeMap<String, String>();
    for (var part : leaf.parts()) {
      salts.put(part.name(), Crypto.hex(secrets.salt(part.name())));
    }
    return salts;
  }

  private RecordSecrets secrets(Leaf leaf, byte[] wrappedKey) {
    if (key == null) {
      throw new IllegalStateException("without the archive key no record opens");
    }
    return new RecordSecrets(crypto, key.unwrap(crypto, leaf.id(), wrappedKey));
  }

  private static ArchivedRecord unpacked(Leaf leaf, byte[] packed, RecordSecrets secrets) {
    List<Part> parts = new ArrayList<>();
    @Nullable Particulars particulars = null;
    int at = 0;
    for (var described : leaf.parts()) {
      int end = at + Math.toIntExact(described.size());
      byte[] octets = Arrays.copyOfRange(packed, at, end);
      at = end;
      if (!secrets.digest(described.name(), octets).equals(described.digest())) {
        throw new DamagedRecordException(
            leaf.id(), "its part " + described.name() + " is not the one its leaf commits to");
      }
      if (described.name().equals(Particulars.PART)) {
        particulars = Particulars.read(leaf.id(), octets);
      } else {
        parts.add(new Part(described.name(), described.mediaType(), octets));
      }
    }
    if (particulars == null) {
      throw new DamagedRecordException(leaf.id(), "it has no particulars");
    }
    return new ArchivedRecord(leaf, particulars.facts(), particulars.people(), parts, false);
  }
}
