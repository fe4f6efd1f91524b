package org.recado.directory;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.recado.directory.DirectoryCopy.Member;
import org.recado.directory.SyncReport.Kind;

/** Who is meant where an entry names another: by its DN, or in posixGroup by its uid. */
final class Members {

  /** The optional UID that may follow a DN in uniqueMember, RFC 4517 section 3.3.21. */
  private static final Pattern OPTIONAL_UID = Pattern.compile("#'[01]*'B$");

  /** What is known of entries that were not read: who has this DN or this login. */
  interface Known {

    /**
     * @param keys of {@link DnKey}
     * @param logins lower case
     * @return by key or login
     */
    Map<String, Member> members(Set<String> keys, Set<String> logins);

    /** Everything was read. */
    static Known nothing() {
      return (keys, logins) -> Map.of();
    }
  }

  private final SourceSettings source;
  private final Known known;
  private final Map<String, Member> byDn = new HashMap<>();
  private final Map<String, Member> byLogin = new HashMap<>();

  Members(SourceSettings source, Known known) {
    this.source = source;
    this.known = known;
  }

  /** Entries that were read, by id. */
  void add(Map<String, LdapEntry> entries, Kind kind) {
    entries.forEach(
        (id, entry) -> {
          var member = new Member(kind, id);
          DnKey.of(entry.dn()).ifPresent(dn -> byDn.putIfAbsent(dn, member));
          if (kind == Kind.PERSON) {
            entry
                .all(source.people().attributesFor("logins"))
                .forEach(login -> byLogin.putIfAbsent(login.toLowerCase(Locale.ROOT), member));
          }
        });
  }

  /** Asks for whom these entries name and nobody added. */
  void askForTheRest(Iterable<LdapEntry> people, Iterable<LdapEntry> groups) {
    var keys = new HashSet<String>();
    var logins = new HashSet<String>();
    for (LdapEntry person : people) {
      person.all(source.people().attributesFor("manager")).forEach(v -> sort(v, keys, logins));
      person.all(source.people().attributesFor("delegates")).forEach(v -> sort(v, keys, logins));
    }
    for (LdapEntry group : groups) {
      group.all(source.groups().attributesFor("members")).forEach(v -> sort(v, keys, logins));
    }
    keys.removeAll(byDn.keySet());
    logins.removeAll(byLogin.keySet());
    known
        .members(keys, logins)
        .forEach((key, member) -> (keys.contains(key) ? byDn : byLogin).put(key, member));
  }

  private static void sort(String value, Set<String> keys, Set<String> logins) {
    DnKey.of(OPTIONAL_UID.matcher(value).replaceFirst(""))
        .ifPresentOrElse(keys::add, () -> logins.add(value.toLowerCase(Locale.ROOT)));
  }

  Optional<Member> find(String value) {
    return DnKey.of(OPTIONAL_UID.matcher(value).replaceFirst(""))
        .map(byDn::get)
        .or(() -> Optional.ofNullable(byLogin.get(value.toLowerCase(Locale.ROOT))));
  }

  Optional<String> findPerson(String value) {
    return find(value).filter(m -> m.kind() == Kind.PERSON).map(Member::id);
  }
}
