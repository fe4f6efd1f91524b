package org.recado.archive.record;

/**
 * What is derived from the 32 random octets of one record: the key of its content and the salt of
 * each part. All go with the secret when the record is disposed of.
 */
final class RecordSecrets {

  /** All zero: the content key seals exactly one content, ever. */
  static final byte[] NONCE = new byte[Crypto.NONCE_OCTETS];

  private static final byte[] CONTENT = Crypto.label("recado content key");
  private static final byte[] SALT = Crypto.label("recado part salt ");

  private final Crypto crypto;
  private final byte[] secret;

  RecordSecrets(Crypto crypto, byte[] secret) {
    this.crypto = crypto;
    this.secret = secret;
  }

  byte[] contentKey() {
    return crypto.hmac(secret, CONTENT);
  }

  /** Shown with one part, it lets an outsider check that part, and guess at no other. */
  byte[] salt(String part) {
    return crypto.hmac(secret, SALT, Crypto.label(part));
  }

  String digest(String part, byte[] octets) {
    return Crypto.hex(crypto.hmac(salt(part), octets));
  }
}
