package org.recado.mailout;

import java.time.Duration;
import java.util.Locale;
import org.recado.settings.Mistakes;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code recado.mailout}: the corporate MTA that replies and reports go to.
 *
 * @param host its host name or address
 * @param port its SMTP port
 * @param tls {@code none}, {@code starttls} (required, not merely tried) or {@code tls}
 * @param username for AUTH; empty for none
 * @param password for AUTH; better given as an environment variable or a file than written down
 * @param timeout for connecting and for each answer
 * @param retryFirst wait after the first failure; doubles up to {@code retryMost}
 * @param retryMost longest wait between attempts
 * @param expiry how long a mail is tried before it is set aside and an alarm is raised; it is never
 *     thrown away
 * @param reportWait how long the report on a mail to several clients waits until it is known what
 *     became of all of them
 * @param delayAfter how long a text may be under way before its sender is told of the delay
 * @param language of what people read in reports and replies: {@code es} or {@code en}
 */
@ConfigurationProperties(value = "recado.mailout", ignoreUnknownFields = false)
public record MailoutProperties(
    @DefaultValue("127.0.0.1") String host,
    @DefaultValue("25") int port,
    @DefaultValue("none") Tls tls,
    @DefaultValue("") String username,
    @DefaultValue("") String password,
    @DefaultValue("30s") Duration timeout,
    @DefaultValue("5s") Duration retryFirst,
    @DefaultValue("15m") Duration retryMost,
    @DefaultValue("5d") Duration expiry,
    @DefaultValue("15m") Duration reportWait,
    @DefaultValue("4h") Duration delayAfter,
    @DefaultValue("es") String language) {

  /** How the connection is protected. */
  public enum Tls {
    NONE,
    STARTTLS,
    TLS
  }

  public MailoutProperties {
    Mistakes.in("recado.mailout")
        .check(!host.isBlank(), "host", "name the corporate MTA, like mx.bank.example")
        .check(port >= 1 && port <= 65_535, "port", "give a port from 1 to 65535")
        .check(
            username.isEmpty() == password.isEmpty(),
            "username",
            "give both username and password, or neither")
        .check(
            retryFirst.toMillis() > 0 && retryFirst.compareTo(retryMost) <= 0,
            "retry-first",
            "give a time above 0 and not above retry-most")
        .check(timeout.toMillis() > 0, "timeout", "give a time above 0")
        .check(expiry.compareTo(retryMost) >= 0, "expiry", "give a time not below retry-most")
        .check(
            !reportWait.isNegative() && reportWait.compareTo(Duration.ofDays(5)) <= 0,
            "report-wait",
            "give a time from 0 to 5d")
        .check(
            delayAfter.compareTo(Duration.ofMinutes(1)) >= 0,
            "delay-after",
            "give at least 1m; longer than the expiry of texts to tell of no delays")
        .check(language.equals("es") || language.equals("en"), "language", "give es or en")
        .raise();
  }

  public Locale locale() {
    return Locale.forLanguageTag(language);
  }

  Duration waitAfter(int attempt) {
    var wait = retryFirst.multipliedBy(1L << Math.min(attempt - 1, 20));
    return wait.compareTo(retryMost) > 0 ? retryMost : wait;
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "MailoutProperties[" + host + ":" + port + ", tls=" + tls + "]";
  }
}
