package org.recado.directory;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import javax.naming.AuthenticationException;
import javax.naming.InvalidNameException;
import javax.naming.NamingException;
import javax.naming.NoPermissionException;
import javax.naming.OperationNotSupportedException;
import org.recado.directory.PostgresDirectory.Account;
import org.springframework.ldap.filter.EqualsFilter;

/**
 * Sign-in by binding to the source a person came from (RFC 4513 section 5.1.3).
 *
 * <p>What was typed never reaches a filter or a DN: it finds a person in the snapshot, and the
 * person's own attributes, escaped, find the entry, which has to carry the person's stable id. A
 * name nobody has costs the same questions to the directory as one that somebody has.
 *
 * <p>Safe for many threads. Slowing down repeated failures per account and address belongs in front
 * of this, as another {@link SignIn}.
 */
public final class LdapSignIn implements SignIn {

  private static final String NOBODY = "cn=nobody signs in with this name";
  private static final int LONGEST_LOGIN = 320;

  private final PostgresDirectory directory;
  private final List<SourceSettings> sources;
  private final Map<String, LdapConnections> connections = new HashMap<>();

  public LdapSignIn(PostgresDirectory directory, List<SourceSettings> sources) {
    this.directory = directory;
    this.sources = List.copyOf(sources);
    sources.forEach(source -> connections.put(source.name(), new LdapConnections(source)));
  }

  @Override
  public Result check(String login, String password) {
    if (password.isEmpty() || password.indexOf('\0') >= 0) {
      // a server written in C may take what follows the NUL for absent, and bind anonymously
      return new Refused("no usable password was given");
    }
    if (sources.isEmpty()) {
      return new Unavailable("no directory is configured");
    }
    Optional<Account> account = accountOf(login);
    SourceSettings source =
        sources.stream()
            .filter(s -> account.isPresent() && s.name().equals(account.get().source()))
            .findFirst()
            .orElse(sources.get(0));
    Optional<String> dn;
    try {
      dn = findDn(source, account);
    } catch (NamingException e) {
      return new Unavailable(
          "the directory " + source.name() + " cannot be asked: " + LdapConnections.sentence(e));
    }
    return bind(source, account, dn, password);
  }

  /** {@code DOMAIN\name} is the name in the domain's own source. */
  private Optional<Account> accountOf(String login) {
    String name = login.substring(login.lastIndexOf('\\') + 1).strip();
    return name.isEmpty() || name.length() > LONGEST_LOGIN || name.indexOf('\0') >= 0
        ? Optional.empty()
        : directory.findByLogin(name);
  }

  private Optional<String> findDn(SourceSettings source, Optional<Account> account)
      throws NamingException {
    Selection people = source.people();
    String attribute = people.attributesFor("id").get(0);
    String id = account.map(a -> a.person().id()).orElse("00000000000000000000000000000000");
    String mail = account.map(a -> a.person().mail().toString()).orElse("nobody@invalid");
    // an id that cannot be searched for counts as undefined; the mailbox then finds the entry
    String filter =
        "(&%s(|%s%s))"
            .formatted(
                people.filter(),
                StableId.filter(attribute, id),
                new EqualsFilter(people.attributesFor("mail").get(0), mail).encode());
    try (LdapConnection connection = connections(source).open()) {
      return connection
          .search(people.base(), filter, new TreeSet<>(people.attributesFor("id")))
          .stream()
          .filter(entry -> entry.first(people.attributesFor("id")).orElse("").equals(id))
          .map(LdapEntry::dn)
          .findFirst();
    }
  }

  private Result bind(
      SourceSettings source, Optional<Account> account, Optional<String> dn, String password) {
    String as = dn.orElse(NOBODY + "," + source.people().base());
    try {
      connections(source).open(as, password).close();
      if (account.isEmpty() || dn.isEmpty()) {
        return new Refused("nobody signs in with this name");
      }
      Person person = account.get().person();
      return person.enabled()
          ? new Accepted(person)
          : new Refused("the person is disabled in the snapshot");
    } catch (AuthenticationException | NoPermissionException | OperationNotSupportedException e) {
      return new Refused("the directory refused: " + LdapConnections.sentence(e));
    } catch (InvalidNameException e) {
      return new Refused("the directory knows no such entry");
    } catch (NamingException e) {
      return new Unavailable(
          "the directory " + source.name() + " cannot be asked: " + LdapConnections.sentence(e));
    }
  }

  private LdapConnections connections(SourceSettings source) {
    return Objects.requireNonNull(connections.get(source.name()));
  }
}
