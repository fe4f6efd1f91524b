package org.recado.mailout;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * How mails to employees look.
 *
 * @param domain the reply domain, in ASCII (A-labels), like {@code sms.bank.example}
 * @param locale what people read: Spanish, or else English
 * @param zone where the firm's clock hangs
 */
public record MailStyle(String domain, Locale locale, ZoneId zone) {

  public MailStyle {
    Objects.requireNonNull(domain);
    Objects.requireNonNull(locale);
    Objects.requireNonNull(zone);
  }

  Wording wording() {
    return Wording.in(locale);
  }

  /** A text of {@code config/messages} that has no values to fill in. */
  public String text(String key) {
    return wording().text(key, Map.of());
  }

  /** Day and time for people. */
  String shown(Instant time) {
    boolean spanish = wording().language().equals("es");
    return DateTimeFormatter.ofPattern(
            spanish ? "d 'de' MMMM 'de' yyyy, HH:mm" : "d MMMM yyyy, HH:mm",
            spanish ? Locale.forLanguageTag("es-ES") : Locale.UK)
        .format(time.atZone(zone));
  }

  /** RFC 5322 section 3.3. */
  String header(Instant time) {
    return DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.US)
        .format(time.atZone(zone));
  }
}
