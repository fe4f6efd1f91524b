package org.recado.archive.hsm;

import java.nio.file.Path;

/**
 * Which key of which token.
 *
 * @param library of the HSM's maker, PKCS#11 (Cryptoki) 2.20 or later; an absolute path
 * @param slot the number of the slot that the token is in
 * @param pinFile holds the PIN of the token's user; read at each sign-in
 * @param keyLabel {@code CKA_LABEL} of an AES key that may encrypt and decrypt; no white space
 */
public record HsmSettings(Path library, int slot, Path pinFile, String keyLabel) {

  /**
   * @throws IllegalArgumentException if a value cannot be
   */
  public HsmSettings {
    if (!library.isAbsolute() || library.toString().chars().anyMatch(c -> c < ' ' || c == '$')) {
      throw new IllegalArgumentException("the library is an absolute path without $");
    }
    if (slot < 0) {
      throw new IllegalArgumentException("slots count from 0");
    }
    if (!isLabel(keyLabel)) {
      throw new IllegalArgumentException("a label has 1 to 64 characters of ASCII and no space");
    }
  }

  /** What a label may be: it stands in the file of the archive key, between spaces. */
  public static boolean isLabel(String text) {
    return text.matches("[!-~]{1,64}");
  }
}
