package org.recado.smtp;

import java.net.InetAddress;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.recado.directory.BrakedSignIn;
import org.recado.directory.Person;
import org.recado.directory.SignIn;
import org.recado.intake.Peer;
import org.recado.message.MailAddress;

/**
 * Signs systems of the firm in, by secret or by certificate, whatever they speak: from the
 * addresses of their account only, and with one brake on guesses for all ways.
 */
public final class ApplicationSignIn {

  /** So long a system that signs in with every request is asked for its secret alone. */
  private static final Duration FRESH = Duration.ofMinutes(15);

  private final Applications applications;
  private final BrakedSignIn brake;
  private final Clock clock;

  /** From where which account signed in, and nothing failed since. */
  private final Map<String, Instant> fresh = new ConcurrentHashMap<>();

  public ApplicationSignIn(
      SmtpProperties properties, BrakedSignIn brake, SecureRandom random, Clock clock) {
    this.applications = new Applications(properties.applications(), random);
    this.brake = brake;
    this.clock = clock;
  }

  /** Whether there is an account of that name. */
  public boolean knows(String login) {
    return applications.knows(login);
  }

  /** Counts the try, and asks nothing while the brake holds. */
  public SignIn.Result check(String login, String secret, InetAddress from) {
    String account = Person.APPLICATION + login.strip().toLowerCase(Locale.ROOT);
    return brake.guarded(
        account,
        from.getHostAddress(),
        () ->
            applications
                .check(login, secret, from)
                .<SignIn.Result>map(known -> new SignIn.Accepted(personOf(known)))
                .orElseGet(() -> new SignIn.Refused("wrong secret, or from elsewhere")));
  }

  /**
   * The same for a system that signs in with every request: from where it did so lately the secret
   * is compared without a word to the database. One wrong secret from there ends that, so that
   * whoever guesses is counted like everywhere.
   *
   * @return whether this was such a repetition, with the result
   */
  public Repeated checkAgain(String login, String secret, InetAddress from) {
    String pair = login.strip().toLowerCase(Locale.ROOT) + " " + from.getHostAddress();
    var now = clock.instant();
    var since = fresh.get(pair);
    if (since != null && now.isBefore(since.plus(FRESH))) {
      var known = applications.check(login, secret, from);
      if (known.isPresent()) {
        return new Repeated(new SignIn.Accepted(personOf(known.get())), true);
      }
    }
    fresh.remove(pair);
    var result = check(login, secret, from);
    if (result instanceof SignIn.Accepted) {
      fresh.put(pair, now);
    }
    return new Repeated(result, false);
  }

  /**
   * @param again whether it signed in from there a short while ago
   */
  public record Repeated(SignIn.Result result, boolean again) {}

  /** By a certificate whose chain was found good: one of its host names is the account's. */
  public Repeated checkAgain(X509Certificate certificate, InetAddress from) {
    Optional<Peer.Application> known;
    try {
      known = applications.of(ClientCertificates.namesOf(certificate), from);
    } catch (CertificateException e) {
      known = Optional.empty();
    }
    if (known.isEmpty()) {
      return new Repeated(new SignIn.Refused("nobody's certificate, or from elsewhere"), false);
    }
    String pair = "certificate " + known.get().name() + " " + from.getHostAddress();
    var now = clock.instant();
    var since = fresh.get(pair);
    boolean again = since != null && now.isBefore(since.plus(FRESH));
    if (!again) {
      fresh.put(pair, now);
    }
    return new Repeated(new SignIn.Accepted(personOf(known.get())), again);
  }

  /** The account behind somebody who signed in; empty for people. */
  public Optional<Peer.Application> peerOf(Person person) {
    return person.isApplication() ? applications.named(person.name()) : Optional.empty();
  }

  private static Person personOf(Peer.Application known) {
    return Person.application(known.name(), new MailAddress(known.name(), known.domain()));
  }
}
