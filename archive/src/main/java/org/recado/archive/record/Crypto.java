package org.recado.archive.record;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The three primitives of the format: SHA-256, HMAC-SHA-256, AES-256-GCM with a tag of 128 bits.
 * Looking them up costs more than using them, so one object serves a whole list; it belongs to one
 * thread.
 */
final class Crypto {

  static final int TAG_OCTETS = 16;
  static final int NONCE_OCTETS = 12;

  private final MessageDigest sha256;
  private final Mac hmac;
  private final Cipher gcm;

  Crypto() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
      hmac = Mac.getInstance("HmacSHA256");
      gcm = Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has these", e);
    }
  }

  byte[] sha256(byte[] octets) {
    return sha256.digest(octets);
  }

  byte[] hmac(byte[] key, byte[]... message) {
    try {
      hmac.init(new SecretKeySpec(key, "HmacSHA256"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    for (byte[] piece : message) {
      hmac.update(piece);
    }
    return hmac.doFinal();
  }

  byte[] encrypt(byte[] key, byte[] nonce, byte[] associated, byte[] plain) {
    try {
      return gcm(Cipher.ENCRYPT_MODE, key, nonce, associated, plain);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * @throws GeneralSecurityException if key, associated data or a single bit are not those of then
   */
  byte[] decrypt(byte[] key, byte[] nonce, byte[] associated, byte[] sealed)
      throws GeneralSecurityException {
    return gcm(Cipher.DECRYPT_MODE, key, nonce, associated, sealed);
  }

  private byte[] gcm(int mode, byte[] key, byte[] nonce, byte[] associated, byte[] input)
      throws GeneralSecurityException {
    gcm.init(
        mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_OCTETS * Byte.SIZE, nonce));
    gcm.updateAAD(associated);
    return gcm.doFinal(input);
  }

  static byte[] label(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String hex(byte[] octets) {
    return HexFormat.of().formatHex(octets);
  }
}
