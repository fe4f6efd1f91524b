package org.recado.directory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.recado.message.MailAddress;
import org.recado.message.Msisdn;

/**
 * A directory that remembers its answers for a second: one mail asks for its sender three times,
 * and a system that sends reminders asks for itself all day. A leaver is gone a second after the
 * sync run that says so.
 */
public final class RecentAnswers implements Directory {

  private static final Duration LIFE = Duration.ofSeconds(1);

  /**
   * Answers of one kind; emptied as a whole when full, which costs less than telling old from new.
   */
  private static final int MOST = 20_000;

  private final Directory behind;
  private final Clock clock;
  private final Memory<String, Optional<Person>> byMail = new Memory<>();
  private final Memory<String, Optional<Person>> byId = new Memory<>();
  private final Memory<String, Boolean> outdated = new Memory<>();
  private final Memory<String, Set<String>> reports = new Memory<>();
  private final Memory<Msisdn, Optional<String>> names = new Memory<>();

  public RecentAnswers(Directory behind, Clock clock) {
    this.behind = behind;
    this.clock = clock;
  }

  @Override
  public Optional<Person> findByMail(MailAddress mail) {
    return byMail.get(mail.key(), key -> behind.findByMail(mail));
  }

  @Override
  public Optional<Person> findById(String id) {
    return byId.get(id, behind::findById);
  }

  @Override
  public List<Contact> resolve(String name) {
    return behind.resolve(name);
  }

  @Override
  public List<ContactList> lists(String name) {
    return behind.lists(name);
  }

  @Override
  public boolean mayActFor(Person delegate, Person other) {
    return behind.mayActFor(delegate, other);
  }

  @Override
  public boolean isOutdated(Person person) {
    return outdated.get(person.id(), id -> behind.isOutdated(person));
  }

  @Override
  public Set<String> reportsOf(Person manager) {
    return reports.get(manager.id(), id -> behind.reportsOf(manager));
  }

  @Override
  public Optional<String> findNameOf(Msisdn number) {
    return names.get(number, behind::findNameOf);
  }

  private record Answer<V>(V value, Instant until) {}

  private final class Memory<K, V> {

    private final Map<K, Answer<V>> answers = new ConcurrentHashMap<>();

    V get(K question, Function<K, V> ask) {
      var now = clock.instant();
      var known = answers.get(question);
      if (known != null && now.isBefore(known.until())) {
        return known.value();
      }
      if (answers.size() >= MOST) {
        answers.clear();
      }
      V value = ask.apply(question);
      answers.put(question, new Answer<>(value, now.plus(LIFE)));
      return value;
    }
  }
}
