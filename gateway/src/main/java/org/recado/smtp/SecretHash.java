package org.recado.smtp;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * The secret of an application as the configuration holds it: {@code
 * pbkdf2-sha512$iterations$salt$hash} with salt and hash in base64 (RFC 8018 section 5.2). Whoever
 * reads the configuration cannot sign in with it.
 */
public record SecretHash(int iterations, String salt, String hash) {

  private static final Pattern FORM =
      Pattern.compile(
          "pbkdf2-sha512\\$([0-9]{5,8})\\$([A-Za-z0-9+/=]{22,88})\\$([A-Za-z0-9+/=]{86,88})");

  private static final int ITERATIONS = 210_000;
  private static final int BITS = 512;

  /**
   * @throws IllegalArgumentException if the text is of another form
   */
  static SecretHash of(String text) {
    var parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "is no hash; make one with: java -jar recado-gateway.jar smtp secret");
    }
    try {
      var unused = Base64.getDecoder().decode(parts.group(2));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("has a salt that is no base64", e);
    }
    return new SecretHash(Integer.parseInt(parts.group(1)), parts.group(2), parts.group(3));
  }

  /** A new secret of 256 bits, in characters that need no quoting. */
  public static String secret(SecureRandom random) {
    byte[] secret = new byte[32];
    random.nextBytes(secret);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
  }

  /** Of a secret, with a salt of its own. */
  public static SecretHash of(String secret, SecureRandom random) {
    byte[] salt = new byte[16];
    random.nextBytes(salt);
    String text = Base64.getEncoder().encodeToString(salt);
    return new SecretHash(ITERATIONS, text, derive(secret, text, ITERATIONS));
  }

  /** Takes about a tenth of a second, whether it matches or not. */
  boolean matches(String secret) {
    return MessageDigest.isEqual(
        Base64.getDecoder().decode(derive(secret, salt, iterations)),
        Base64.getDecoder().decode(hash));
  }

  private static String derive(String secret, String salt, int iterations) {
    try {
      var spec =
          new PBEKeySpec(secret.toCharArray(), Base64.getDecoder().decode(salt), iterations, BITS);
      byte[] derived =
          SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512").generateSecret(spec).getEncoded();
      return Base64.getEncoder().encodeToString(derived);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As it stands in the configuration. */
  public String text() {
    return "pbkdf2-sha512$" + iterations + "$" + salt + "$" + hash;
  }

  @Override
  public String toString() {
    return "SecretHash";
  }
}
