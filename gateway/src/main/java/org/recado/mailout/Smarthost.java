package org.recado.mailout;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.recado.commit.Failures;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/** Opens connections to one host. */
final class Smarthost {

  private final SmarthostSettings settings;
  private final MailoutProperties properties;
  private final String heloName;

  Smarthost(SmarthostSettings settings, MailoutProperties properties, String heloName) {
    this.settings = settings;
    this.properties = properties;
    this.heloName = heloName;
  }

  String name() {
    return settings.name();
  }

  /** The host cannot be used for any mail. Its message is fit for a log. */
  static final class Unusable extends Exception {
    Unusable(String why) {
      super(why);
    }
  }

  /**
   * Greeted, inside TLS and signed in, as far as that is wanted.
   *
   * @throws Unusable if any of that fails
   */
  SmtpSession connect() throws Unusable {
    SmtpSession smtp = null;
    try {
      smtp = new SmtpSession(session(), properties.dataTimeout());
      smtp.connect(
          settings.host(),
          settings.port(),
          settings.signsIn() ? settings.account() : null,
          settings.signsIn() ? settings.secret() : null);
      return smtp;
    } catch (MessagingException | UncheckedIOException | IllegalStateException e) {
      int code = smtp == null ? 0 : smtp.getLastReturnCode();
      if (smtp != null) {
        smtp.end();
      }
      throw new Unusable(Failures.describe(e) + (code >= 400 ? ", last answer " + code : ""));
    }
  }

  private Session session() {
    var mail = new Properties();
    String millis = Long.toString(properties.timeout().toMillis());
    for (String name : new String[] {"connectiontimeout", "timeout", "writetimeout"}) {
      mail.setProperty("mail.smtp." + name, millis);
    }
    mail.setProperty("mail.smtp.localhost", heloName);
    mail.setProperty("mail.smtp.allow8bitmime", "true");
    mail.setProperty("mail.smtp.quitwait", "false");
    switch (settings.tls()) {
      case NONE -> {}
      case STARTTLS -> {
        mail.setProperty("mail.smtp.starttls.enable", "true");
        mail.setProperty("mail.smtp.starttls.required", "true");
      }
      case TLS -> mail.setProperty("mail.smtp.ssl.enable", "true");
    }
    mail.setProperty("mail.smtp.ssl.protocols", "TLSv1.3 TLSv1.2");
    mail.setProperty("mail.smtp.ssl.checkserveridentity", Boolean.toString(settings.checkName()));
    // without this Angus tries again with a factory of its own, which trusts others
    mail.setProperty("mail.smtp.socketFactory.fallback", "false");
    if (settings.trust() != null) {
      var trusted = PemSslStoreDetails.forCertificate("file:" + settings.trust());
      mail.put(
          "mail.smtp.ssl.socketFactory",
          SslBundle.of(new PemSslStoreBundle(null, trusted)).createSslContext().getSocketFactory());
    }
    if (settings.signsIn()) {
      mail.setProperty("mail.smtp.auth", "true");
    }
    return Session.getInstance(mail);
  }
}
