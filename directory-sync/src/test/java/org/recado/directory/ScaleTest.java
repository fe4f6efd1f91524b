package org.recado.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.recado.directory.DirectoryCopy.ContactEntry;
import org.recado.directory.DirectoryCopy.GroupEntry;
import org.recado.directory.DirectoryCopy.Member;
import org.recado.directory.DirectoryCopy.PersonEntry;
import org.recado.directory.SyncReport.Kind;
import org.recado.message.MailAddress;
import org.recado.message.Msisdn;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * How long RCPT waits for an answer. Small unless {@code -Drecado.scale=200000} asks for a bank: so
 * many people, a quarter as many groups, a twentieth as many clients, and a list of 5,000 in three
 * layers.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScaleTest {

  private static final int PEOPLE = Integer.getInteger("recado.scale", 4_000);
  private static final int CLIENTS = Math.max(PEOPLE / 20, 1_000);
  private static final int LISTED = Math.min(5_000, CLIENTS);
  private static final int ASKED = 2_000;

  /** One connection, as from a pool: opening one takes longer than any question. */
  private final SingleConnectionDataSource connection =
      new SingleConnectionDataSource(connection(), true);

  private final PostgresDirectory directory =
      new PostgresDirectory(JdbcClient.create(connection), List.of("scale"));

  private static Connection connection() {
    try {
      return TestDatabase.gateway().getConnection();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterAll
  void hangUp() {
    connection.destroy();
  }

  @BeforeAll
  void fill() {
    var database = TestDatabase.empty();
    var jdbc = new JdbcTemplate(database);
    var store = new SnapshotStore(jdbc, "scale", List.of("scale"));
    var copy = bank();
    var begun = System.nanoTime();
    new TransactionTemplate(new DataSourceTransactionManager(database))
        .executeWithoutResult(
            status ->
                store.write(
                    new Changes(store.load(copy), copy), Instant.parse("2026-03-02T09:00:00Z")));
    System.out.printf(
        Locale.ROOT,
        "%d people, %d groups, %d clients written in %d ms%n",
        PEOPLE,
        copy.groups().size(),
        CLIENTS,
        Duration.ofNanos(System.nanoTime() - begun).toMillis());
    TestDatabase.owner().execute("ANALYZE");
  }

  @Test
  void whoSendsIsKnownInLessThanTwoMilliseconds() {
    var random = new Random(1);
    fast(
        "findByMail",
        () ->
            assertThat(
                    directory.findByMail(
                        MailAddress.of("p" + random.nextInt(PEOPLE) + "@bank.example")))
                .isPresent());
  }

  @Test
  void whoIsMeantIsKnownInLessThanTwoMilliseconds() {
    var random = new Random(2);
    fast(
        "resolve a client, as a name and as a list",
        () -> {
          String name = "client." + random.nextInt(CLIENTS);
          assertThat(directory.resolve(name)).hasSize(1);
          assertThat(directory.lists(name)).isEmpty();
        });
    fast("resolve nobody", () -> assertThat(directory.resolve("nobody")).isEmpty());
  }

  @Test
  void aNestedListIsExpandedInLessThanAFifthOfASecond() {
    for (int i = 0; i < 5; i++) {
      assertThat(directory.lists("everybody").get(0).contacts()).hasSize(LISTED);
    }
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      long begun = System.nanoTime();
      assertThat(directory.lists("everybody")).hasSize(1);
      best = Math.min(best, System.nanoTime() - begun);
    }
    System.out.printf(Locale.ROOT, "list of %d in three layers: %.1f ms%n", LISTED, best / 1e6);
    assertThat(Duration.ofNanos(best)).isLessThan(Duration.ofMillis(200));
  }

  /**
   * The best of three medians: a busy machine has bad moments that say nothing about the question.
   */
  private static void fast(String what, Runnable question) {
    long best = Long.MAX_VALUE;
    for (int round = 0; round < 3; round++) {
      var times = new long[ASKED];
      for (int i = 0; i < ASKED; i++) {
        long begun = System.nanoTime();
        question.run();
        times[i] = System.nanoTime() - begun;
      }
      Arrays.sort(times);
      best = Math.min(best, times[ASKED / 2]);
      System.out.printf(
          Locale.ROOT,
          "%s: median %.2f ms, 99 of 100 below %.2f ms%n",
          what,
          times[ASKED / 2] / 1e6,
          times[ASKED * 99 / 100] / 1e6);
    }
    assertThat(Duration.ofNanos(best)).isLessThan(Duration.ofMillis(2));
  }

  private static DirectoryCopy bank() {
    var people = new TreeMap<String, PersonEntry>();
    for (int i = 0; i < PEOPLE; i++) {
      String id = "person-" + i;
      String mail = "p" + i + "@bank.example";
      people.put(
          id,
          new PersonEntry(
              id,
              "uid=p" + i + ",ou=people,dc=bank,dc=example",
              "Person " + i,
              MailAddress.of(mail),
              new TreeSet<>(Set.of(mail, "alias" + i + "@bank.example")),
              new TreeSet<>(Set.of("p" + i)),
              Optional.of("ES"),
              Optional.of("Department " + i % 100),
              Optional.empty(),
              Optional.empty(),
              new TreeSet<>(),
              Optional.empty(),
              new TreeSet<>(),
              Optional.empty(),
              true));
    }
    var contacts = new TreeMap<String, ContactEntry>();
    for (int i = 0; i < CLIENTS; i++) {
      String id = "client-" + i;
      contacts.put(
          id,
          new ContactEntry(
              id,
              "uid=c" + i + ",ou=clients,dc=bank,dc=example",
              "Client " + i,
              new TreeSet<>(NameKey.all("client " + i)),
              Set.of(Msisdn.of("346%08d".formatted(i))),
              true));
    }
    var groups = new TreeMap<String, GroupEntry>();
    for (int g = 0; g < PEOPLE / 4; g++) {
      var members = new LinkedHashSet<Member>();
      for (int i = 0; i < 8; i++) {
        members.add(new Member(Kind.PERSON, "person-" + (g * 4 + i * 37) % PEOPLE));
      }
      groups.put("group-" + g, group("group-" + g, "group " + g, members));
    }
    var parts = new ArrayList<Set<Member>>();
    for (int i = 0; i < 50; i++) {
      parts.add(new LinkedHashSet<>());
    }
    for (int i = 0; i < LISTED; i++) {
      parts.get(i % 50).add(new Member(Kind.CONTACT, "client-" + i));
      parts.get((i + 1) % 50).add(new Member(Kind.CONTACT, "client-" + i)); // in two of them
    }
    var middle = List.of(new LinkedHashSet<Member>(), new LinkedHashSet<Member>());
    for (int i = 0; i < 50; i++) {
      groups.put("part-" + i, group("part-" + i, "part " + i, parts.get(i)));
      middle.get(i % 2).add(new Member(Kind.GROUP, "part-" + i));
    }
    var top = new LinkedHashSet<Member>();
    for (int i = 0; i < 2; i++) {
      groups.put("middle-" + i, group("middle-" + i, "middle " + i, middle.get(i)));
      top.add(new Member(Kind.GROUP, "middle-" + i));
    }
    groups.put("everybody", group("everybody", "everybody", top));
    return new DirectoryCopy(
        people,
        groups,
        contacts,
        new HashMap<>(new Nesting(groups.values(), people.values()).memberships()),
        List.of());
  }

  private static GroupEntry group(String id, String name, Set<Member> members) {
    return new GroupEntry(
        id,
        "cn=" + id + ",ou=groups,dc=bank,dc=example",
        name,
        new TreeSet<>(NameKey.all(name)),
        Optional.empty(),
        Optional.empty(),
        members);
  }
}
