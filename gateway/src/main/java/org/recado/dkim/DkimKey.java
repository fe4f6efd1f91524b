package org.recado.dkim;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/**
 * A key as its owner publishes it: RFC 6376 section 3.6.1, RFC 8301 section 3.2, RFC 8463 section
 * 3.
 *
 * @param key of 1,024 to 8,192 bits, or on Curve25519
 * @param tags all of the record
 */
record DkimKey(PublicKey key, TagList tags) {

  private static final int SHORTEST = 1_024;
  private static final int LONGEST = 8_192;

  /** SubjectPublicKeyInfo (RFC 8410) before the 32 octets of a key on Curve25519. */
  private static final byte[] ED25519 = HexFormat.of().parseHex("302a300506032b6570032100");

  /** AlgorithmIdentifier of rsaEncryption, RFC 3279 section 2.3.1. */
  private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");

  static DkimKey of(String record) throws Unusable {
    var tags = TagList.of(record);
    if (tags.find("v").isPresent()
        && !(tags.values().keySet().iterator().next().equals("v")
            && tags.get("v").equals("DKIM1"))) {
      throw new Unusable("its v= is not DKIM1");
    }
    if (tags.find("p").isEmpty()) {
      throw new Unusable("it has no p=");
    }
    if (tags.find("p").get().isEmpty()) {
      throw new Unusable("it was revoked");
    }
    if (tags.find("h").isPresent() && !tags.words("h").contains("sha256")) {
      throw new Unusable("it is not for sha256");
    }
    if (tags.find("s").isPresent()
        && !tags.words("s").contains("*")
        && !tags.words("s").contains("email")) {
      throw new Unusable("it is not for mail");
    }
    if (tags.words("t").contains("y")) {
      throw new Unusable("its owner is only testing (t=y)");
    }
    try {
      return new DkimKey(key(tags), tags);
    } catch (GeneralSecurityException e) {
      throw new Unusable("its p= is no key of its k=");
    }
  }

  private static PublicKey key(TagList tags) throws Unusable, GeneralSecurityException {
    byte[] octets = tags.octets("p");
    switch (tags.find("k").orElse("rsa")) {
      case "ed25519" -> {
        if (octets.length != 32) {
          throw new Unusable("its p= has not the 32 octets of its k=");
        }
        return KeyFactory.getInstance("Ed25519")
            .generatePublic(new X509EncodedKeySpec(joined(ED25519, octets)));
      }
      case "rsa" -> {
        var key = (RSAPublicKey) rsa(octets);
        int bits = key.getModulus().bitLength();
        if (bits < SHORTEST || bits > LONGEST) {
          throw new Unusable("it has " + bits + " bits; 1024 to 8192 are taken (RFC 8301)");
        }
        return key;
      }
      default -> throw new Unusable("its k= is not known");
    }
  }

  /** SubjectPublicKeyInfo as everybody publishes it, or RSAPublicKey as the RFC has it. */
  private static PublicKey rsa(byte[] octets) throws GeneralSecurityException {
    var keys = KeyFactory.getInstance("RSA");
    try {
      return keys.generatePublic(new X509EncodedKeySpec(octets));
    } catch (GeneralSecurityException e) {
      byte[] bits = der(0x03, joined(new byte[1], octets));
      return keys.generatePublic(new X509EncodedKeySpec(der(0x30, joined(RSA, bits))));
    }
  }

  private static byte[] der(int tag, byte[] content) {
    var der = new ByteArrayOutputStream();
    der.write(tag);
    if (content.length < 0x80) {
      der.write(content.length);
    } else {
      byte[] length = BigInteger.valueOf(content.length).toByteArray();
      int skipped = length[0] == 0 ? 1 : 0;
      der.write(0x80 | (length.length - skipped));
      der.write(length, skipped, length.length - skipped);
    }
    der.writeBytes(content);
    return der.toByteArray();
  }

  private static byte[] joined(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }

  /**
   * Whether {@code signed} bears the signature.
   *
   * @throws Unusable if the key is not for it
   */
  boolean verifies(DkimSignature signature, byte[] signed) throws Unusable {
    boolean rsa = key instanceof RSAPublicKey;
    if (rsa != signature.algorithm().startsWith("rsa")) {
      throw new Unusable("the key is not of the kind of its a=");
    }
    if (tags.words("t").contains("s") && !signature.isOfDomainItself()) {
      throw new Unusable("the key is not for subdomains (t=s)");
    }
    try {
      var verifier = Signature.getInstance(rsa ? "SHA256withRSA" : "Ed25519");
      verifier.initVerify(key);
      verifier.update(rsa ? signed : MessageDigest.getInstance("SHA-256").digest(signed));
      return verifier.verify(signature.tags().octets("b"));
    } catch (GeneralSecurityException e) {
      return false; // not even the form of one
    }
  }
}
