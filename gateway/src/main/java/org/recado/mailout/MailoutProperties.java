package org.recado.mailout;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.recado.message.MailAddress;
import org.recado.settings.Mistakes;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code recado.mailout}: the corporate MTAs that replies and reports go to.
 *
 * @param host the only MTA's host name or address; for several, or for more than these five keys
 *     say, {@code smarthosts} instead
 * @param port its SMTP port
 * @param tls {@code none}, {@code starttls} (required, not merely tried) or {@code tls}
 * @param username for AUTH; empty for none
 * @param password for AUTH; better given as an environment variable or a file than written down
 * @param smarthosts the MTAs, tried in this order; each mail goes to the first that can be used
 * @param connections how many mails are given over at the same time by each node, 1 to 20
 * @param timeout for connecting and for each answer but the last
 * @param dataTimeout for the answer to a whole mail; RFC 5321 section 4.5.3.2.6 asks for 10
 *     minutes, because who does not wait for it sends the mail twice
 * @param hostPause how long a host that could not be reached is left alone
 * @param retryFirst wait after the first failure; doubles up to {@code retryMost}
 * @param retryMost longest wait between attempts
 * @param expiry how long a mail is tried before it is set aside and an alarm is raised; it is never
 *     thrown away
 * @param reportWait how long the report on a mail to several clients waits until it is known what
 *     became of all of them
 * @param delayAfter how long a text may be under way before its sender is told of the delay
 * @param quotedTexts how many of the employee's last texts of the conversation are quoted below a
 *     client's answer, 0 to 10
 * @param journal copies of every text for the firm's mail archive
 * @param language of what people read in reports and replies: {@code es} or {@code en}
 */
@ConfigurationProperties(value = "recado.mailout", ignoreUnknownFields = false)
public record MailoutProperties(
    @Nullable String host,
    @DefaultValue("25") int port,
    @DefaultValue("none") Tls tls,
    @DefaultValue("") String username,
    @DefaultValue("") String password,
    @Nullable List<SmarthostSettings> smarthosts,
    @DefaultValue("4") int connections,
    @DefaultValue("30s") Duration timeout,
    @DefaultValue("10m") Duration dataTimeout,
    @DefaultValue("1m") Duration hostPause,
    @DefaultValue("5s") Duration retryFirst,
    @DefaultValue("15m") Duration retryMost,
    @DefaultValue("5d") Duration expiry,
    @DefaultValue("15m") Duration reportWait,
    @DefaultValue("4h") Duration delayAfter,
    @DefaultValue("0") int quotedTexts,
    @DefaultValue Journaling journal,
    @DefaultValue("es") String language) {

  /**
   * Settings {@code recado.mailout.journal}.
   *
   * @param to addresses of the firm's mail archive, each of which gets a journal report of every
   *     text, out and in; none for no copies
   */
  public record Journaling(@Nullable List<String> to) {

    public Journaling {
      to = to == null ? List.of() : List.copyOf(to);
    }

    @Override
    public List<String> to() {
      return to == null ? List.of() : to;
    }

    public List<MailAddress> addresses() {
      return to().stream().map(MailAddress::of).toList();
    }

    private boolean areAddresses() {
      try {
        return addresses().size() == to().size();
      } catch (IllegalArgumentException e) {
        return false;
      }
    }
  }

  /** How the connection is protected. */
  public enum Tls {
    NONE,
    STARTTLS,
    TLS
  }

  public MailoutProperties {
    smarthosts = smarthosts == null ? List.of() : List.copyOf(smarthosts);
    var mistakes = Mistakes.in("recado.mailout");
    hosts(host, port, tls, username, password, smarthosts, mistakes);
    mistakes
        .check(connections >= 1 && connections <= 20, "connections", "give 1 to 20")
        .check(
            retryFirst.toMillis() > 0 && retryFirst.compareTo(retryMost) <= 0,
            "retry-first",
            "give a time above 0 and not above retry-most")
        .check(timeout.toMillis() > 0, "timeout", "give a time above 0")
        .check(dataTimeout.compareTo(timeout) >= 0, "data-timeout", "give a time not below timeout")
        .check(hostPause.toMillis() > 0, "host-pause", "give a time above 0")
        .check(expiry.compareTo(retryMost) >= 0, "expiry", "give a time not below retry-most")
        .check(
            !reportWait.isNegative() && reportWait.compareTo(Duration.ofDays(5)) <= 0,
            "report-wait",
            "give a time from 0 to 5d")
        .check(
            delayAfter.compareTo(Duration.ofMinutes(1)) >= 0,
            "delay-after",
            "give at least 1m; longer than the expiry of texts to tell of no delays")
        .check(quotedTexts >= 0 && quotedTexts <= 10, "quoted-texts", "give 0 to 10")
        .check(
            journal.areAddresses(), "journal.to", "give mail addresses, like journal@bank.example")
        .check(language.equals("es") || language.equals("en"), "language", "give es or en")
        .raise();
  }

  private static void hosts(
      @Nullable String host,
      int port,
      Tls tls,
      String username,
      String password,
      List<SmarthostSettings> smarthosts,
      Mistakes mistakes) {
    if (smarthosts.isEmpty()) {
      only(host, port, tls, username, password).check(mistakes, "");
      return;
    }
    boolean alone =
        host == null && port == 25 && tls == Tls.NONE && username.isEmpty() && password.isEmpty();
    mistakes.check(
        alone,
        "smarthosts",
        "take host, port, tls, username and password away, and give them in the list");
    var names = new HashSet<String>();
    for (int i = 0; i < smarthosts.size(); i++) {
      String key = "smarthosts[" + i + "].";
      var each = smarthosts.get(i);
      each.check(mistakes, key);
      mistakes.check(names.add(each.name()), key + "host", "is in the list twice");
    }
  }

  private static SmarthostSettings only(
      @Nullable String host, int port, Tls tls, String username, String password) {
    return new SmarthostSettings(
        host == null ? "127.0.0.1" : host, port, tls, null, true, username, null, password, null);
  }

  @Override
  public List<SmarthostSettings> smarthosts() {
    return smarthosts == null ? List.of() : smarthosts;
  }

  /** In the order in which they are tried; at least one. */
  List<SmarthostSettings> hosts() {
    return smarthosts().isEmpty()
        ? List.of(only(host, port, tls, username, password))
        : smarthosts();
  }

  public Locale locale() {
    return Locale.forLanguageTag(language);
  }

  Duration waitAfter(int attempt) {
    var wait = retryFirst.multipliedBy(1L << Math.min(Math.max(attempt - 1, 0), 20));
    return wait.compareTo(retryMost) > 0 ? retryMost : wait;
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "MailoutProperties" + hosts();
  }
}
