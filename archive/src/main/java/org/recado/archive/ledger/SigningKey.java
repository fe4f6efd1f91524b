package org.recado.archive.ledger;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.recado.archive.record.KeyFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Ed25519 key that signs checkpoints. Its file has two lines: the signer key as Go's note
 * package writes it ({@code PRIVATE+KEY+<name>+<id>+<base64 of 0x01 ‖ seed>}) and the verifier key,
 * which is to be given to whoever will check the archive.
 */
public final class SigningKey {

  private static final Logger LOG = LoggerFactory.getLogger(SigningKey.class);

  private static final String PREFIX = "PRIVATE+KEY+";

  /** What goes before the seed in a PrivateKeyInfo, RFC 8410 section 7. */
  private static final byte[] PKCS8 = HexFormat.of().parseHex("302e020100300506032b657004220420");

  private final PrivateKey key;
  private final VerifierKey verifierKey;

  private SigningKey(PrivateKey key, VerifierKey verifierKey) {
    this.key = key;
    this.verifierKey = verifierKey;
  }

  /**
   * Loads the key, or makes it on the very first start.
   *
   * @param origin names the ledger, like {@code bank.example/recado}; may never change
   * @param ledgerIsSigned asked only if there is no file: a new key would not follow the old
   *     checkpoints
   * @throws IOException with a sentence for the operator
   */
  public static SigningKey loadOrCreate(
      Path file, String origin, BooleanSupplier ledgerIsSigned, SecureRandom random)
      throws IOException {
    if (!Files.exists(file)) {
      if (ledgerIsSigned.getAsBoolean()) {
        throw new IOException(
            "The signing key "
                + file
                + " is missing, and the ledger already has checkpoints signed with it. Put the key"
                + " back from its backup.");
      }
      create(file, origin, random);
    }
    var loaded = load(file);
    if (!loaded.verifierKey.name().equals(origin)) {
      throw new IOException(
          "The signing key "
              + file
              + " is that of "
              + loaded.verifierKey.name()
              + ", not of "
              + origin
              + ". The origin of a ledger never changes.");
    }
    return loaded;
  }

  /**
   * @throws IOException with a sentence for the operator if the file cannot be read or is no key
   */
  public static SigningKey load(Path file) throws IOException {
    try {
      var lines = Files.readAllLines(file);
      var verifierKey = verifierKey(lines);
      String signer = lines.get(0).strip();
      String front = PREFIX + verifierKey.name() + "+" + verifierKey.idHex() + "+";
      if (!signer.startsWith(front)) {
        throw new IllegalArgumentException("its two lines are not of one key");
      }
      byte[] typed = Base64.getDecoder().decode(signer.substring(front.length()));
      if (typed.length != 33 || typed[0] != VerifierKey.ED25519) {
        throw new IllegalArgumentException("only Ed25519 signer keys are known");
      }
      byte[] encoded = Arrays.copyOf(PKCS8, PKCS8.length + 32);
      System.arraycopy(typed, 1, encoded, PKCS8.length, 32);
      var key = KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(encoded));
      var loaded = new SigningKey(key, verifierKey);
      byte[] probe = {1, 2, 3};
      if (!verifierKey.verifies(probe, loaded.sign(probe))) {
        throw new IllegalArgumentException("its two lines are not of one key");
      }
      return loaded;
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      throw new IOException("The signing key " + file + " is not a key: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new IOException("The signing key " + file + " cannot be read.", e);
    }
  }

  /** The verifier key out of a signing key's file, or out of a file that holds only it. */
  public static VerifierKey verifierKey(Path file) throws IOException {
    try {
      return verifierKey(Files.readAllLines(file));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " holds no verifier key: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new IOException("The verifier key " + file + " cannot be read.", e);
    }
  }

  private static VerifierKey verifierKey(List<String> lines) {
    return VerifierKey.parse(
        lines.stream()
            .filter(line -> !line.isBlank() && !line.startsWith(PREFIX))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("it has no verifier key")));
  }

  private static void create(Path file, String origin, SecureRandom random) throws IOException {
    try {
      var generator = KeyPairGenerator.getInstance("Ed25519");
      generator.initialize(NamedParameterSpec.ED25519, random);
      var pair = generator.generateKeyPair();
      var verifierKey = VerifierKey.of(origin, pair.getPublic());
      byte[] pkcs8 = pair.getPrivate().getEncoded();
      byte[] typed = new byte[33];
      typed[0] = VerifierKey.ED25519;
      System.arraycopy(pkcs8, pkcs8.length - 32, typed, 1, 32);
      String signer =
          PREFIX
              + origin
              + "+"
              + verifierKey.idHex()
              + "+"
              + Base64.getEncoder().encodeToString(typed);
      KeyFiles.create(file, signer + "\n" + verifierKey + "\n");
      LOG.warn(
          "A new signing key for {} was made in {}. Back it up, and give its second line, the"
              + " verifier key {}, to whoever will check the archive.",
          origin,
          file,
          verifierKey);
    } catch (FileAlreadyExistsException e) {
      LOG.info("Another node made the signing key {} first", file);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK from 15 on has Ed25519", e);
    }
  }

  public VerifierKey verifierKey() {
    return verifierKey;
  }

  /** A signed note over {@code text}, which ends in a line feed: C2SP signed-note. */
  public String note(String text) {
    byte[] signature = sign(text.getBytes(StandardCharsets.UTF_8));
    byte[] signed = Arrays.copyOf(verifierKey.id(), 4 + signature.length);
    System.arraycopy(signature, 0, signed, 4, signature.length);
    return text
        + "\n— "
        + verifierKey.name()
        + " "
        + Base64.getEncoder().encodeToString(signed)
        + "\n";
  }

  private byte[] sign(byte[] text) {
    try {
      var signer = Signature.getInstance("Ed25519");
      signer.initSign(key);
      signer.update(text);
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
