package org.recado.directory;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.recado.message.MailAddress;
import org.recado.message.Msisdn;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The snapshot, asked in one indexed statement each time. Where several entries claim an address,
 * an enabled person comes before a former one, a mailbox before an alias, an earlier source before
 * a later; if that leaves two, the answer is nobody, since a guess would put words into the wrong
 * mouth.
 */
public final class PostgresDirectory implements Directory {

  private static final String PERSON =
      """
      SELECT p.id, p.name, p.mail, p.region, p.department, p.manager, p.source,
        p.enabled AND p.source = ANY (:sources)
          AND coalesce(p.expires_at > now(), true) AS may, p.cost_centre,
        ARRAY(SELECT g.name FROM directory.person_group m
              JOIN directory.group_entry g ON g.id = m.group_id
              WHERE m.person_id = p.id) AS in_groups,
      """;

  private final JdbcClient jdbc;
  private final String[] sources;
  private final Map<String, Duration> lives;

  /**
   * @param sources the names of the configured sources, the one to prefer first; people and
   *     contacts of any other count as disabled
   */
  public PostgresDirectory(JdbcClient jdbc, Collection<String> sources) {
    this.jdbc = jdbc;
    this.sources = sources.toArray(String[]::new);
    this.lives = Map.of();
  }

  private PostgresDirectory(JdbcClient jdbc, List<SourceSettings> sources) {
    this.jdbc = jdbc;
    this.sources = sources.stream().map(SourceSettings::name).toArray(String[]::new);
    this.lives = new HashMap<>();
    sources.forEach(source -> lives.put(source.name(), source.trustFor()));
  }

  /** The snapshot of these sources, good for as long as each says. */
  public static PostgresDirectory of(JdbcClient jdbc, List<SourceSettings> sources) {
    return new PostgresDirectory(jdbc, List.copyOf(sources));
  }

  @Override
  public Optional<Person> findByMail(MailAddress mail) {
    List<Account> best =
        jdbc.sql(
                PERSON
                    + """
                      a.is_primary::int AS standing
                    FROM directory.person_address a JOIN directory.person p ON p.id = a.person_id
                    WHERE a.address_key = :key
                    ORDER BY may DESC, standing DESC, array_position(:sources, p.source),
                      p.removed_at DESC NULLS FIRST, p.id
                    LIMIT 2""")
            .param("sources", sources)
            .param("key", mail.key())
            .query(PostgresDirectory::account)
            .list();
    return onlyOne(best).map(Account::person);
  }

  @Override
  public Optional<Person> findById(String id) {
    return jdbc.sql(PERSON + "0 AS standing FROM directory.person p WHERE p.id = :id")
        .param("sources", sources)
        .param("id", id)
        .query(PostgresDirectory::account)
        .optional()
        .map(Account::person);
  }

  @Override
  public List<Contact> resolve(String name) {
    Optional<String> key = NameKey.of(name);
    if (key.isEmpty()) {
      return List.of();
    }
    List<Contact> found =
        jdbc.sql(
                """
                SELECT c.name, n.number
                FROM directory.contact_name k
                JOIN directory.contact c ON c.id = k.contact_id
                JOIN directory.contact_number n ON n.contact_id = c.id
                WHERE k.name_key = :key AND c.enabled AND c.source = ANY (:sources)
                ORDER BY c.name, n.number""")
            .param("sources", sources)
            .param("key", key.get())
            .query((row, i) -> new Contact(text(row, "name"), Msisdn.of(text(row, "number"))))
            .list();
    Map<Msisdn, Contact> byNumber = new LinkedHashMap<>();
    found.forEach(contact -> byNumber.putIfAbsent(contact.number(), contact));
    return List.copyOf(byNumber.values());
  }

  @Override
  public List<ContactList> lists(String name) {
    Optional<String> key = NameKey.of(name);
    if (key.isEmpty()) {
      return List.of();
    }
    return jdbc.sql(
            """
            SELECT g.id, g.name FROM directory.group_name k
            JOIN directory.group_entry g ON g.id = k.group_id
            WHERE k.name_key = :key AND g.source = ANY (:sources)
            ORDER BY g.name, g.id""")
        .param("key", key.get())
        .param("sources", sources)
        .query((row, i) -> list(text(row, "id"), text(row, "name")))
        .list();
  }

  private ContactList list(String group, String name) {
    Map<Msisdn, Contact> byNumber = new LinkedHashMap<>();
    int[] without = {0};
    jdbc.sql(
            """
            WITH RECURSIVE inside (id) AS (
              SELECT :group
              UNION SELECT m.member_id FROM directory.group_member m
                JOIN inside i ON i.id = m.group_id WHERE m.member_kind = 'GROUP'),
            member AS (
              SELECT DISTINCT m.member_id AS id FROM inside i
              JOIN directory.group_member m ON m.group_id = i.id
              WHERE m.member_kind IN ('CONTACT', 'PERSON'))
            SELECT min(c.name) AS name, min(n.number) AS number, count(n.number) AS numbers
            FROM member m
            LEFT JOIN directory.contact c
              ON c.id = m.id AND c.enabled AND c.source = ANY (:sources)
            LEFT JOIN directory.contact_number n ON n.contact_id = c.id
            GROUP BY m.id ORDER BY 1, 2""")
        .param("group", group)
        .param("sources", sources)
        .query(
            row -> {
              if (row.getInt("numbers") == 1) {
                var number = Msisdn.of(text(row, "number"));
                byNumber.putIfAbsent(number, new Contact(text(row, "name"), number));
              } else {
                without[0]++;
              }
            });
    return new ContactList(name, List.copyOf(byNumber.values()), without[0]);
  }

  @Override
  public boolean mayActFor(Person delegate, Person other) {
    return jdbc.sql(
            """
            SELECT EXISTS (SELECT FROM directory.person_delegate d
              WHERE d.person_id = :other AND (d.delegate_id = :delegate OR d.delegate_id IN (
                SELECT group_id FROM directory.person_group WHERE person_id = :delegate)))""")
        .param("other", other.id())
        .param("delegate", delegate.id())
        .query(Boolean.class)
        .single();
  }

  @Override
  public boolean isOutdated(Person person) {
    return jdbc.sql(
            """
            SELECT s.source, extract(epoch FROM now() - s.read_at)::bigint AS age
            FROM directory.sync_state s JOIN directory.person p ON p.source = s.source
            WHERE p.id = :id""")
        .param("id", person.id())
        .query(
            (row, i) -> {
              var life = lives.get(text(row, "source"));
              return life != null && row.getLong("age") > life.toSeconds();
            })
        .optional()
        .orElse(false);
  }

  /** UNION, not UNION ALL: managers may go in a circle. */
  @Override
  public Set<String> reportsOf(Person manager) {
    return Set.copyOf(
        jdbc.sql(
                """
                WITH RECURSIVE below AS (
                  SELECT id FROM directory.person WHERE manager = :id
                  UNION
                  SELECT p.id FROM directory.person p JOIN below b ON p.manager = b.id
                )
                SELECT id FROM below""")
            .param("id", manager.id())
            .query(String.class)
            .list());
  }

  @Override
  public Optional<String> findNameOf(Msisdn number) {
    List<String> names =
        jdbc.sql(
                """
                SELECT DISTINCT c.name
                FROM directory.contact_number n JOIN directory.contact c ON c.id = n.contact_id
                WHERE n.number = :number AND c.source = ANY (:sources) AND c.enabled
                LIMIT 2""")
            .param("sources", sources)
            .param("number", number.digits())
            .query(String.class)
            .list();
    return names.size() == 1 ? Optional.of(names.get(0)) : Optional.empty();
  }

  /**
   * Who signs in with this UPN, uid or address; disabled ones included.
   *
   * @param within only people of these sources; empty for all
   */
  Optional<Account> findByLogin(String login, Collection<String> within) {
    List<Account> best =
        jdbc.sql(
                PERSON
                    + """
                      0 AS standing
                    FROM (SELECT person_id FROM directory.person_login WHERE login_key = :key
                          UNION
                          SELECT person_id FROM directory.person_address WHERE address_key = :key) l
                    JOIN directory.person p ON p.id = l.person_id
                    WHERE cardinality(:within) = 0 OR p.source = ANY (:within)
                    ORDER BY may DESC, array_position(:sources, p.source),
                      p.removed_at DESC NULLS FIRST, p.id
                    LIMIT 2""")
            .param("sources", sources)
            .param("key", login.toLowerCase(Locale.ROOT))
            .param("within", within.toArray(String[]::new))
            .query(PostgresDirectory::account)
            .list();
    return onlyOne(best);
  }

  /** A person and the source to ask about their password. */
  record Account(Person person, String source, int standing) {

    /** Neither comes before the other. Former people do: the one who left last. */
    boolean ties(Account other) {
      return person.enabled()
          && other.person.enabled()
          && standing == other.standing
          && source.equals(other.source);
    }
  }

  private static Optional<Account> onlyOne(List<Account> best) {
    return best.isEmpty() || (best.size() == 2 && best.get(0).ties(best.get(1)))
        ? Optional.empty()
        : Optional.of(best.get(0));
  }

  private static Account account(ResultSet row, int index) throws SQLException {
    var groups = new TreeSet<>(Arrays.asList((String[]) row.getArray("in_groups").getArray()));
    return new Account(
        new Person(
            text(row, "id"),
            text(row, "name"),
            MailAddress.of(text(row, "mail")),
            Optional.ofNullable(row.getString("region")),
            Optional.ofNullable(row.getString("department")),
            Optional.ofNullable(row.getString("manager")),
            Optional.ofNullable(row.getString("cost_centre")),
            Collections.unmodifiableSortedSet(groups),
            row.getBoolean("may")),
        text(row, "source"),
        row.getInt("standing"));
  }

  private static String text(ResultSet row, String column) throws SQLException {
    return row.getString(column);
  }
}
