package org.recado.console;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Slows down guessing. After {@value #PER_NAME} refusals of one name from one address, or {@value
 * #PER_ADDRESS} from one address, the directory is not asked again for a while. It counts by
 * address, so that nobody can shut out somebody else; each node counts for itself.
 */
final class SignInBrake {

  static final int PER_NAME = 6;
  static final int PER_ADDRESS = 60;
  static final Duration PAUSE = Duration.ofMinutes(5);

  /** More names and addresses than can be guessed at in the time; the oldest are forgotten. */
  private static final int MOST = 10_000;

  private record Count(int refusals, Instant last) {}

  private final Clock clock;
  private final Map<String, Count> counts =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
          return size() > MOST;
        }
      };

  SignInBrake(Clock clock) {
    this.clock = clock;
  }

  synchronized boolean isOpen(String login, String address) {
    return refusals(key(login, address)) < PER_NAME && refusals(address) < PER_ADDRESS;
  }

  synchronized void count(String login, String address) {
    count(key(login, address));
    count(address);
  }

  synchronized void forget(String login, String address) {
    counts.remove(key(login, address));
  }

  private int refusals(String key) {
    var count = counts.get(key);
    return count == null || count.last().plus(PAUSE).isBefore(clock.instant())
        ? 0
        : count.refusals();
  }

  private void count(String key) {
    int refusals = refusals(key) + 1;
    counts.remove(key);
    counts.put(key, new Count(refusals, clock.instant()));
  }

  /** People type passwords in the place of names: only a short digest of either is kept. */
  private static String key(String login, String address) {
    return address + " " + Integer.toHexString(login.strip().toLowerCase(Locale.ROOT).hashCode());
  }
}
