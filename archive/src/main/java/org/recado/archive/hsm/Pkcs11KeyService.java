package org.recado.archive.hsm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.recado.archive.record.KeyService;

/**
 * Wraps archive keys by AES-GCM ({@code CKM_AES_GCM}) under a key that does not leave its token:
 * nonce (12) ‖ sealed key (32) ‖ tag (16).
 */
public final class Pkcs11KeyService implements KeyService {

  private static final int NONCE_OCTETS = 12;
  private static final int TAG_BITS = 128;
  private static final byte[] ASSOCIATED = "recado archive key".getBytes(StandardCharsets.UTF_8);

  private final HsmSettings settings;
  private final SecureRandom random;

  /** Nothing is asked of the HSM yet. */
  public Pkcs11KeyService(HsmSettings settings, SecureRandom random) {
    this.settings = settings;
    this.random = random;
  }

  @Override
  public String scheme() {
    return "pkcs11";
  }

  @Override
  public String keyName() {
    return settings.keyLabel();
  }

  /**
   * Signs in, and looks whether the key is there.
   *
   * @throws IOException with a sentence for the operator
   */
  public void check() throws IOException {
    synchronized (Pkcs11KeyService.class) {
      try (var token = Token.signIn(settings)) {
        token.key(settings.keyLabel());
      }
    }
  }

  @Override
  public byte[] wrap(byte[] key) throws IOException {
    byte[] nonce = new byte[NONCE_OCTETS];
    random.nextBytes(nonce);
    byte[] sealed = gcm(Cipher.ENCRYPT_MODE, settings.keyLabel(), nonce, key);
    byte[] wrapped = Arrays.copyOf(nonce, nonce.length + sealed.length);
    System.arraycopy(sealed, 0, wrapped, nonce.length, sealed.length);
    return wrapped;
  }

  @Override
  public byte[] unwrap(String keyName, byte[] wrapped) throws IOException {
    if (wrapped.length <= NONCE_OCTETS) {
      throw new IOException("The archive key that " + keyName + " wrapped was cut off.");
    }
    byte[] nonce = Arrays.copyOf(wrapped, NONCE_OCTETS);
    byte[] sealed = Arrays.copyOfRange(wrapped, NONCE_OCTETS, wrapped.length);
    return gcm(Cipher.DECRYPT_MODE, keyName, nonce, sealed);
  }

  /** One sign-in for each: keys are wrapped and unwrapped at starts and rotations only. */
  private byte[] gcm(int mode, String label, byte[] nonce, byte[] input) throws IOException {
    synchronized (Pkcs11KeyService.class) {
      try (var token = Token.signIn(settings)) {
        var key = token.key(label);
        var cipher = Cipher.getInstance("AES/GCM/NoPadding", token.provider());
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(ASSOCIATED);
        return cipher.doFinal(input);
      } catch (GeneralSecurityException | ProviderException e) {
        throw new IOException(
            mode == Cipher.ENCRYPT_MODE
                ? "The HSM's key " + label + " does not encrypt by AES-GCM: " + e.getMessage()
                : "The archive key does not open with the HSM's key "
                    + label
                    + ": it was wrapped under another one of that name, or was changed.",
            e);
      }
    }
  }
}
