package org.recado.archive.hsm;

import java.io.IOException;
import java.nio.file.Files;
import java.security.AuthProvider;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.security.UnrecoverableKeyException;
import java.util.Arrays;
import javax.crypto.SecretKey;
import javax.security.auth.login.LoginException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A token, signed in to until it is closed. A process is signed in to a token as a whole (PKCS#11
 * section 5.6), so one at a time.
 */
final class Token implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Token.class);

  private final HsmSettings settings;
  private final Provider provider;
  private final KeyStore keys;

  private Token(HsmSettings settings, Provider provider, KeyStore keys) {
    this.settings = settings;
    this.provider = provider;
    this.keys = keys;
  }

  /**
   * @throws IOException with a sentence for the operator
   */
  static Token signIn(HsmSettings settings) throws IOException {
    char[] pin = Files.readString(settings.pinFile()).strip().toCharArray();
    try {
      var provider = provider(settings);
      var keys = KeyStore.getInstance("PKCS11", provider);
      keys.load(null, pin);
      return new Token(settings, provider, keys);
    } catch (IOException e) {
      throw new IOException(whyNoSignIn(settings, e), e);
    } catch (GeneralSecurityException | ProviderException e) {
      throw new IOException(whyNoToken(settings, e), e);
    } finally {
      Arrays.fill(pin, '\0');
    }
  }

  private static Provider provider(HsmSettings settings) throws IOException {
    var pkcs11 = Security.getProvider("SunPKCS11");
    if (pkcs11 == null) {
      throw new IOException(
          "This Java has no PKCS#11 (module jdk.crypto.cryptoki); use another one.");
    }
    return pkcs11.configure(
        "--name = recado\nlibrary = %s\nslot = %d\n"
            .formatted(settings.library(), settings.slot()));
  }

  private static String whyNoSignIn(HsmSettings settings, IOException e) {
    if (e.getCause() instanceof UnrecoverableKeyException) {
      return "The PIN in %s is not the one of the token in slot %d. Look before you try again: tokens lock themselves after a few wrong ones."
          .formatted(settings.pinFile(), settings.slot());
    }
    return e.getCause() == null
        ? String.valueOf(e.getMessage())
        : "The token in slot %d lets nobody in: %s.".formatted(settings.slot(), innermost(e));
  }

  private static String whyNoToken(HsmSettings settings, Exception e) {
    String why = innermost(e);
    if (why.contains("CKR_SLOT_ID_INVALID")) {
      return "The HSM's library %s has no slot %d; pkcs11-tool --module %1$s --list-token-slots lists those there are."
          .formatted(settings.library(), settings.slot());
    }
    if (why.contains("CKR_TOKEN_NOT_RECOGNIZED") || why.contains("PKCS11 not found")) {
      return "There is no token in slot %d, or it was never initialized."
          .formatted(settings.slot());
    }
    return "The HSM cannot be reached through %s: %s.".formatted(settings.library(), why);
  }

  private static String innermost(Throwable e) {
    Throwable inner = e;
    while (inner.getCause() != null) {
      inner = inner.getCause();
    }
    return String.valueOf(inner.getMessage());
  }

  /**
   * @throws IOException with a sentence for the operator if it is not there or is no AES key
   */
  SecretKey key(String label) throws IOException {
    Key key;
    try {
      key = keys.getKey(label, null);
    } catch (GeneralSecurityException | ProviderException e) {
      throw new IOException("The HSM does not give the key " + label + ": " + innermost(e), e);
    }
    if (key instanceof SecretKey secret && key.getAlgorithm().equals("AES")) {
      return secret;
    }
    throw new IOException(
        key == null
            ? "The token in slot %d has no secret key with the label %s; it has to be an AES key."
                .formatted(settings.slot(), label)
            : "The key %s of the token in slot %d is of type %s; it has to be an AES key."
                .formatted(label, settings.slot(), key.getAlgorithm()));
  }

  Provider provider() {
    return provider;
  }

  @Override
  public void close() {
    try {
      if (provider instanceof AuthProvider signedIn) {
        signedIn.logout();
      }
    } catch (LoginException | ProviderException e) {
      LOG.warn("Signing out of the HSM failed: {}", e.getMessage());
    }
  }
}
