package org.recado.archive.ledger;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** 32 octets of SHA-256. */
public final class Hash {

  public static final int OCTETS = 32;

  private final byte[] octets;

  private Hash(byte[] octets) {
    this.octets = octets;
  }

  /**
   * @throws IllegalArgumentException if there are not 32 octets
   */
  public static Hash of(byte[] octets) {
    return of(octets, 0, octets.length);
  }

  static Hash of(byte[] octets, int from, int to) {
    if (to - from != OCTETS) {
      throw new IllegalArgumentException("a hash has 32 octets");
    }
    return new Hash(Arrays.copyOfRange(octets, from, to));
  }

  public static Hash ofHex(String hex) {
    return of(HexFormat.of().parseHex(hex));
  }

  public static Hash ofBase64(String base64) {
    return of(Base64.getDecoder().decode(base64));
  }

  /** SHA-256 of the pieces one after another. */
  static Hash sha256(byte[]... pieces) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      for (byte[] piece : pieces) {
        digest.update(piece);
      }
      return new Hash(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** A copy. */
  public byte[] octets() {
    return octets.clone();
  }

  public String hex() {
    return HexFormat.of().formatHex(octets);
  }

  public String base64() {
    return Base64.getEncoder().encodeToString(octets);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Hash hash && Arrays.equals(octets, hash.octets);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(octets);
  }

  @Override
  public String toString() {
    return hex();
  }
}
