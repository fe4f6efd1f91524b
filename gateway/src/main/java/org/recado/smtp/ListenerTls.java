package org.recado.smtp;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.recado.settings.MistakenSettings;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/** Certificate and key of the listener. */
public final class ListenerTls {

  private ListenerTls() {}

  /**
   * Reads the PEM files of the settings.
   *
   * @return empty if none are configured
   * @throws MistakenSettings if they cannot be used; it shows nothing of what is in them
   */
  public static Optional<SSLContext> of(SmtpProperties properties) {
    if (properties.certificate().isEmpty()) {
      return Optional.empty();
    }
    var unreadable = new ArrayList<String>();
    unreadable("certificate", properties.certificate()).ifPresent(unreadable::add);
    unreadable("private-key", properties.privateKey()).ifPresent(unreadable::add);
    if (!unreadable.isEmpty()) {
      throw new MistakenSettings(unreadable);
    }
    try {
      var details =
          PemSslStoreDetails.forCertificate("file:" + properties.certificate())
              .withPrivateKey("file:" + properties.privateKey());
      var bundle = SslBundle.of(new PemSslStoreBundle(details, null));
      if (properties.clientAuthorities().isEmpty()) {
        return Optional.of(bundle.createSslContext());
      }
      var context = SSLContext.getInstance("TLS");
      context.init(bundle.getManagers().getKeyManagers(), ClientCertificates.whoeverComes(), null);
      return Optional.of(context);
    } catch (RuntimeException | GeneralSecurityException e) {
      throw new MistakenSettings(
          List.of(
              "recado.smtp.certificate: %s and %s do not make a pair; give a PEM chain and its unencrypted PKCS#8 key"
                  .formatted(properties.certificate(), properties.privateKey())));
    }
  }

  private static Optional<String> unreadable(String key, String file) {
    return Files.isReadable(Path.of(file)) && Files.isRegularFile(Path.of(file))
        ? Optional.empty()
        : Optional.of(
            "recado.smtp.%s: the file %s cannot be read; mend the name, or let the gateway's user read it"
                .formatted(key, file));
  }
}
