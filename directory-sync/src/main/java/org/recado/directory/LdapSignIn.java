package org.recado.directory;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.recado.directory.PostgresDirectory.Account;

/**
 * Sign-in by binding to the source a person came from (RFC 4513 section 5.1.3).
 *
 * <p>What was typed never reaches a filter or a DN: it finds a person in the snapshot, and the
 * person's own attributes, escaped, find the entry, which has to carry the person's stable id. A
 * name nobody has, or a password that SASLprep prohibits, costs the same questions to the directory
 * as those that somebody has.
 *
 * <p>Safe for many threads. {@link BrakedSignIn} slows down repeated failures.
 */
public final class LdapSignIn implements SignIn {

  private static final String NOBODY = "cn=nobody signs in with this name";
  private static final String NO_PASSWORD = "no usable password was given";
  private static final int LONGEST_LOGIN = 320;

  /** The name, the password or the account is at fault; anything else is the directory's. */
  private static final Set<ResultCode> REFUSALS =
      Set.of(
          ResultCode.INVALID_CREDENTIALS,
          ResultCode.INAPPROPRIATE_AUTHENTICATION,
          ResultCode.INSUFFICIENT_ACCESS_RIGHTS,
          ResultCode.UNWILLING_TO_PERFORM,
          ResultCode.CONSTRAINT_VIOLATION,
          ResultCode.NO_SUCH_OBJECT,
          ResultCode.INVALID_DN_SYNTAX);

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
    if (sources.isEmpty()) {
      return new Unavailable("no directory is configured");
    }
    // with an empty password a bind is anonymous, and a server written in C may take what follows a
    // NUL for absent; both are prohibited, and cost what a wrong one costs
    boolean usable = Saslprep.prepare(password).isPresent();
    Optional<Account> account = usable ? accountOf(login) : Optional.empty();
    SourceSettings source =
        sources.stream()
            .filter(s -> account.isPresent() && s.name().equals(account.get().source()))
            .findFirst()
            .orElse(sources.get(0));
    Optional<LdapEntry> entry;
    try {
      entry = find(source, account);
    } catch (LDAPException e) {
      return new Unavailable(
          "the directory " + source.name() + " cannot be asked: " + LdapConnections.sentence(e));
    }
    return bind(source, account, entry, usable ? password : NO_PASSWORD);
  }

  /** Whose name this is, whatever the form; empty if nobody's. */
  Optional<String> accountIdOf(String login) {
    return accountOf(login).map(account -> account.person().id());
  }

  private Optional<Account> accountOf(String typed) {
    return Saslprep.prepare(typed).flatMap(this::accountOfPrepared);
  }

  /** {@code DOMAIN\name} is the name in the domain's own source. */
  private Optional<Account> accountOfPrepared(String login) {
    int backslash = login.indexOf('\\');
    String name = login.substring(backslash + 1).strip();
    if (name.isEmpty() || name.length() > LONGEST_LOGIN) {
      return Optional.empty();
    }
    if (backslash < 0) {
      return directory.findByLogin(name, List.of());
    }
    var within = sourcesOf(login.substring(0, backslash).strip());
    return within.isEmpty() ? Optional.empty() : directory.findByLogin(name, within);
  }

  /** Those that claim the domain; all that claim none, if nobody does. */
  private List<String> sourcesOf(String domain) {
    var claiming =
        sources.stream()
            .filter(source -> source.domains().stream().anyMatch(domain::equalsIgnoreCase))
            .toList();
    return (claiming.isEmpty()
            ? sources.stream().filter(source -> source.domains().isEmpty()).toList()
            : claiming)
        .stream().map(SourceSettings::name).toList();
  }

  private Optional<LdapEntry> find(SourceSettings source, Optional<Account> account)
      throws LDAPException {
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
                Filter.createEqualityFilter(people.attributesFor("mail").get(0), mail).toString());
    return connections(source)
        .ask(
            connection ->
                connection.search(people.base(), filter, new TreeSet<>(people.attributesFor("id"))))
        .stream()
        .filter(entry -> entry.first(people.attributesFor("id")).orElse("").equals(id))
        .findFirst();
  }

  private Result bind(
      SourceSettings source,
      Optional<Account> account,
      Optional<LdapEntry> entry,
      String password) {
    String as = entry.map(LdapEntry::dn).orElse(nobody(source));
    try {
      connections(source).tryBind(entry.map(LdapEntry::server).orElse(""), as, password);
      if (account.isEmpty() || entry.isEmpty()) {
        return new Refused("nobody signs in with this name");
      }
      Person person = account.get().person();
      return person.enabled()
          ? new Accepted(person)
          : new Refused("the person is disabled in the snapshot");
    } catch (LDAPException e) {
      return REFUSALS.contains(e.getResultCode())
          ? new Refused("the directory refused: " + LdapConnections.sentence(e))
          : new Unavailable(
              "the directory "
                  + source.name()
                  + " cannot be asked: "
                  + LdapConnections.sentence(e));
    }
  }

  private static String nobody(SourceSettings source) {
    String base = source.people().base();
    return base.isEmpty() ? NOBODY : NOBODY + "," + base;
  }

  private LdapConnections connections(SourceSettings source) {
    return Objects.requireNonNull(connections.get(source.name()));
  }
}
