package org.recado.directory;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Slows down guessing, over all sessions and nodes: what failed is counted in the database, before
 * the directory is asked, so that a hundred tries at once are a hundred.
 *
 * <p>Three counts, each with a pause that grows: of one account from one address, of one address
 * whatever the account (a sprayed password), of one account whatever the address (many machines).
 * The last two do not hold for an address the person signed in from lately: whoever is attacked
 * goes on working, and so does everybody else behind the address the attack comes from. The
 * directory itself sees fewer wrong passwords than locks an account there.
 */
public final class BrakedSignIn implements SignIn {

  private static final Duration FAMILIAR = Duration.ofDays(30);

  /** How many may fail before the first pause; each pause is four times the one before. */
  enum Count {
    PAIR(3, Duration.ofMinutes(2), Duration.ofHours(1)),
    ACCOUNT(5, Duration.ofMinutes(2), Duration.ofHours(1)),
    ADDRESS(20, Duration.ofMinutes(2), Duration.ofHours(1));

    final int free;
    final Duration pause;

    /** Longest pause; and silence after which failures are forgotten. */
    final Duration most;

    Count(int free, Duration pause, Duration most) {
      this.free = free;
      this.pause = pause;
      this.most = most;
    }
  }

  private final LdapSignIn behind;
  private final JdbcClient jdbc;
  private final Clock clock;

  public BrakedSignIn(LdapSignIn behind, JdbcClient jdbc, Clock clock) {
    this.behind = behind;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  @Override
  public Result check(String login, String password) {
    return check(login, password, "");
  }

  @Override
  public Result check(String login, String password, String address) {
    String account = behind.accountIdOf(login).orElseGet(() -> "?" + digest(name(login)));
    Result result = new Refused("not tried yet");
    // each form is a try of its own, here as there
    for (String form : tried(password)) {
      result = guarded(account, network(address), () -> behind.check(login, form));
      if (!(result instanceof Refused)) {
        return result;
      }
    }
    return result;
  }

  /** At least one, so that a password that is prohibited is counted like a wrong one. */
  private static List<String> tried(String password) {
    var forms = Saslprep.forms(password);
    return forms.isEmpty() ? List.of(password) : forms;
  }

  /** Something that checks a secret. */
  public interface Checking {
    Result check();
  }

  /**
   * The same for accounts that are not in the directory.
   *
   * @param account names it among all accounts
   * @param from the address the try comes from
   */
  public Result guarded(String account, String from, Checking checking) {
    var now = clock.instant();
    String pair = "P " + account + " " + from;
    var held = new ArrayList<String>(3);
    var until = begin(pair, Count.PAIR, now, held);
    if (until.isAfter(now)) {
      return delayed(now, until);
    }
    if (!isFamiliar(account, from, now)) {
      for (Count count : List.of(Count.ADDRESS, Count.ACCOUNT)) {
        until = begin(count == Count.ADDRESS ? "A " + from : "C " + account, count, now, held);
        if (until.isAfter(now)) {
          giveBack(held); // it was not tried: the other counts have nothing to do with it
          return delayed(now, until);
        }
      }
    }
    Result result = checking.check();
    if (result instanceof Accepted) {
      giveBack(held);
      jdbc.sql("DELETE FROM directory.sign_in_failure WHERE key = :key")
          .param("key", pair)
          .update();
      jdbc.sql(
              """
              INSERT INTO directory.sign_in_success (account, address, at)
              VALUES (:account, :address, :at)
              ON CONFLICT (account, address) DO UPDATE SET at = excluded.at""")
          .param("account", account)
          .param("address", from)
          .param("at", utc(now))
          .update();
    } else if (!(result instanceof Refused)) {
      giveBack(held);
    }
    return result;
  }

  private static Delayed delayed(Instant now, Instant until) {
    return new Delayed("too many wrong passwords", Duration.between(now, until));
  }

  /** Counts a try as failed, unless it has to wait; until when, or a time past. */
  private Instant begin(String key, Count count, Instant now, List<String> held) {
    var counted =
        jdbc.sql(
                """
                INSERT INTO directory.sign_in_failure AS f (key, failures, last_at, open_at)
                VALUES (:key, 1, :now, :now)
                ON CONFLICT (key) DO UPDATE SET
                  failures = CASE WHEN f.last_at < :forgotten THEN 1 ELSE f.failures + 1 END,
                  last_at = :now,
                  open_at = CASE WHEN f.last_at >= :forgotten AND f.failures + 1 >= :free
                    THEN :now + least(:most, :pause * power(4, least(f.failures + 1 - :free, 6)))
                      * interval '1 second'
                    ELSE :now END
                  WHERE f.open_at <= :now
                RETURNING failures""")
            .param("key", key)
            .param("now", utc(now))
            .param("forgotten", utc(now.minus(count.most)))
            .param("free", count.free)
            .param("most", count.most.toSeconds())
            .param("pause", count.pause.toSeconds())
            .query(Integer.class)
            .optional();
    if (counted.isPresent()) {
      held.add(key);
      return now;
    }
    return jdbc.sql("SELECT open_at FROM directory.sign_in_failure WHERE key = :key")
        .param("key", key)
        .query((row, i) -> row.getObject(1, OffsetDateTime.class).toInstant())
        .optional()
        .orElse(now.plusSeconds(1));
  }

  private void giveBack(List<String> held) {
    if (!held.isEmpty()) {
      jdbc.sql(
              """
              UPDATE directory.sign_in_failure
              SET failures = greatest(failures - 1, 0), open_at = last_at
              WHERE key = ANY (:keys)""")
          .param("keys", held.toArray(String[]::new))
          .update();
    }
  }

  private boolean isFamiliar(String account, String address, Instant now) {
    return jdbc.sql(
                """
            SELECT count(*) FROM directory.sign_in_success
            WHERE account = :account AND address = :address AND at > :since""")
            .param("account", account)
            .param("address", address)
            .param("since", utc(now.minus(FAMILIAR)))
            .query(Integer.class)
            .single()
        > 0;
  }

  /** All forms of one name count as one. */
  private static String name(String login) {
    String prepared = Saslprep.prepare(login).orElse("");
    return prepared.substring(prepared.lastIndexOf('\\') + 1).strip().toLowerCase(Locale.ROOT);
  }

  /** A machine has a whole /64 of IPv6 to come from (RFC 4291 section 2.5.4). */
  static String network(String address) {
    if (address.indexOf(':') < 0) {
      return address;
    }
    String[] parts = address.replaceFirst("%.*$", "").split(":", -1);
    return String.join(":", List.of(parts).subList(0, Math.min(4, parts.length))) + "::/64";
  }

  /** People type passwords in the place of names: too short a digest to tell which. */
  private static String digest(String name) {
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(name.getBytes(StandardCharsets.UTF_8)), 0, 4);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static OffsetDateTime utc(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }
}
