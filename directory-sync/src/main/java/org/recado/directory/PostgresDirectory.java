package org.recado.directory;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
        p.enabled AND p.source = ANY (:sources) AS may,
        ARRAY(SELECT g.name FROM directory.person_group m
              JOIN directory.group_entry g ON g.id = m.group_id
              WHERE m.person_id = p.id) AS in_groups,
      """;

  private final JdbcClient jdbc;
  private final String[] sources;

  /**
   * @param sources the names of the configured sources, the one to prefer first; people and
   *     contacts of any other count as disabled
   */
  public PostgresDirectory(JdbcClient jdbc, Collection<String> sources) {
    this.jdbc = jdbc;
    this.sources = sources.toArray(String[]::new);
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

  /** Who signs in with this UPN, uid or address; disabled ones included. */
  Optional<Account> findByLogin(String login) {
    List<Account> best =
        jdbc.sql(
                PERSON
                    + """
                      0 AS standing
                    FROM (SELECT person_id FROM directory.person_login WHERE login_key = :key
                          UNION
                          SELECT person_id FROM directory.person_address WHERE address_key = :key) l
                    JOIN directory.person p ON p.id = l.person_id
                    ORDER BY may DESC, array_position(:sources, p.source),
                      p.removed_at DESC NULLS FIRST, p.id
                    LIMIT 2""")
            .param("sources", sources)
            .param("key", login.toLowerCase(Locale.ROOT))
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
            Collections.unmodifiableSortedSet(groups),
            row.getBoolean("may")),
        text(row, "source"),
        row.getInt("standing"));
  }

  private static String text(ResultSet row, String column) throws SQLException {
    return row.getString(column);
  }
}
