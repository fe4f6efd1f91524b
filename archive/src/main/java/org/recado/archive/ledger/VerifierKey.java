package org.recado.archive.ledger;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The public half of the ledger's signing key, in the form of C2SP signed-note: {@code <name>+<key
 * id in hexadecimal>+<base64 of 0x01 ‖ public key>}.
 */
public final class VerifierKey {

  static final byte ED25519 = 1;
  private static final int KEY_OCTETS = 32;

  /** What goes before the 32 octets in a SubjectPublicKeyInfo, RFC 8410 section 4. */
  private static final byte[] SPKI = HexFormat.of().parseHex("302a300506032b6570032100");

  private static final Pattern NAME = Pattern.compile("[^\\s+\\p{Cntrl}]{1,200}");

  private final String name;
  private final byte[] typed;
  private final byte[] id;
  private final PublicKey key;

  private VerifierKey(String name, byte[] typed) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "an origin reads like bank.example/recado, without spaces or plus");
    }
    if (typed.length != 1 + KEY_OCTETS || typed[0] != ED25519) {
      throw new IllegalArgumentException("only Ed25519 verifier keys are known");
    }
    this.name = name;
    this.typed = typed;
    byte[] hash =
        Hash.sha256(name.getBytes(StandardCharsets.UTF_8), new byte[] {'\n'}, typed).octets();
    this.id = Arrays.copyOf(hash, 4);
    byte[] encoded = Arrays.copyOf(SPKI, SPKI.length + KEY_OCTETS);
    System.arraycopy(typed, 1, encoded, SPKI.length, KEY_OCTETS);
    try {
      key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("the verifier key holds no point of the curve", e);
    }
  }

  /** {@code publicKey} as the JDK encodes it. */
  static VerifierKey of(String name, PublicKey publicKey) {
    byte[] encoded = publicKey.getEncoded();
    byte[] typed = new byte[1 + KEY_OCTETS];
    typed[0] = ED25519;
    System.arraycopy(encoded, encoded.length - KEY_OCTETS, typed, 1, KEY_OCTETS);
    return new VerifierKey(name, typed);
  }

  /**
   * @throws IllegalArgumentException with a sentence if {@code text} is no verifier key
   */
  public static VerifierKey parse(String text) {
    String[] fields = text.strip().split("\\+", 3);
    if (fields.length != 3) {
      throw new IllegalArgumentException("a verifier key reads name+id+base64");
    }
    var parsed = new VerifierKey(fields[0], Base64.getDecoder().decode(fields[2]));
    if (!parsed.idHex().equals(fields[1])) {
      throw new IllegalArgumentException("the id of the verifier key does not fit the key");
    }
    return parsed;
  }

  /** The origin whose checkpoints this key signs. */
  public String name() {
    return name;
  }

  public String idHex() {
    return HexFormat.of().formatHex(id);
  }

  byte[] id() {
    return id.clone();
  }

  boolean verifies(byte[] text, byte[] signature) {
    try {
      var verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(key);
      verifier.update(text);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      // what cannot even be parsed as a signature is none
      return false;
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof VerifierKey that
        && name.equals(that.name)
        && Arrays.equals(typed, that.typed);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(typed);
  }

  @Override
  public String toString() {
    return name + "+" + idHex() + "+" + Base64.getEncoder().encodeToString(typed);
  }
}
