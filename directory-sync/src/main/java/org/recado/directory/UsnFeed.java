package org.recado.directory;

import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.RootDSE;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchScope;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Active Directory counts changes in {@code uSNChanged}, each domain controller for itself
 * ([MS-ADTS] section 3.1.1.1.9): a position is worth nothing at another one, nor at the same one
 * after it was restored, which gives it a new {@code invocationId}. Deleted objects stay as
 * tombstones, for those who may see them.
 */
final class UsnFeed implements ChangeFeed {

  /** LDAP_SERVER_SHOW_DELETED_OID, [MS-ADTS] section 3.1.1.3.4.1.14. */
  private static final Control SHOW_DELETED = new Control("1.2.840.113556.1.4.417", true);

  /** Where a container is, everything below it moved along without a change of its own. */
  private static final Set<String> CONTAINERS =
      Set.of("organizationalunit", "container", "builtindomain", "organization");

  private final LdapConnection connection;
  private final SourceSettings source;
  private final LdapSource reader;
  private final RootDSE root;

  UsnFeed(LdapConnection connection, SourceSettings source, LdapSource reader, RootDSE root) {
    this.connection = connection;
    this.source = source;
    this.reader = reader;
    this.root = root;
  }

  @Override
  public String name() {
    return "uSNChanged";
  }

  @Override
  public Reading everything() throws LDAPException, SourceFailure {
    // counted before, so that what changes meanwhile is read again
    var position = Map.of("server", server(), "usn", String.valueOf(highest()));
    return reader.readAll().at(position);
  }

  @Override
  public Optional<Reading> since(Map<String, String> position, IdsOf known)
      throws LDAPException, SourceFailure {
    long last = Long.parseLong(position.getOrDefault("usn", "-1"));
    long now = highest();
    if (last < 0 || now < last || !server().equals(position.get("server"))) {
      return Optional.empty();
    }
    var next = Map.of("server", server(), "usn", String.valueOf(now));
    String since = "(uSNChanged>=" + (last + 1) + ")";
    var touched = new HashSet<String>();
    String id = source.people().attributesFor("id").get(0);
    for (LdapEntry entry : changed(since, id)) {
      boolean deleted = entry.all("isDeleted").stream().anyMatch("TRUE"::equalsIgnoreCase);
      if (!deleted
          && entry.all("objectClass").stream()
              .anyMatch(name -> CONTAINERS.contains(name.toLowerCase(Locale.ROOT)))) {
        return Optional.empty();
      }
      entry.all(id).forEach(touched::add);
    }
    Reading found = reader.readMatching(since);
    for (List<LdapEntry> kind : List.of(found.people(), found.groups(), found.contacts())) {
      kind.forEach(entry -> entry.all(id).forEach(touched::remove));
    }
    if (!seesTombstones()) {
      touched.addAll(missing(known.people(), "people", source.people()));
      touched.addAll(missing(known.groups(), "groups", source.groups()));
      touched.addAll(missing(known.contacts(), "contacts", source.contacts()));
    }
    return Optional.of(
        new Reading(found.people(), found.groups(), found.contacts(), touched, next));
  }

  private List<LdapEntry> changed(String since, String id) throws SourceFailure {
    try {
      return connection.search(
          namingContext(root, source),
          since,
          List.of(id, "objectClass", "isDeleted"),
          SHOW_DELETED);
    } catch (LDAPException e) {
      throw LdapSource.failure("changes", e);
    }
  }

  /** The one of the server's naming contexts the source lies in; the source itself if in none. */
  static String namingContext(RootDSE root, SourceSettings source) {
    String base = source.base().toLowerCase(Locale.ROOT).replaceAll("\\s*([,=])\\s*", "$1");
    String best = "";
    for (String context : root.getNamingContextDNs()) {
      if (base.endsWith(context.toLowerCase(Locale.ROOT)) && context.length() > best.length()) {
        best = context;
      }
    }
    return best.isEmpty() ? source.base() : best;
  }

  /** Only an account that sees one knows that it would see the next. */
  private boolean seesTombstones() throws LDAPException {
    var request =
        new SearchRequest(
            "CN=Deleted Objects," + namingContext(root, source),
            SearchScope.ONE,
            "(isDeleted=TRUE)",
            "1.1");
    request.setSizeLimit(1);
    request.setControls(SHOW_DELETED);
    try {
      return connection.search(request).getEntryCount() > 0;
    } catch (LDAPException e) {
      if (e.getResultCode().equals(ResultCode.SIZE_LIMIT_EXCEEDED)) {
        return true;
      }
      if (e.getResultCode().equals(ResultCode.NO_SUCH_OBJECT)
          || e.getResultCode().equals(ResultCode.INSUFFICIENT_ACCESS_RIGHTS)) {
        return false;
      }
      throw e;
    }
  }

  private Set<String> missing(Set<String> known, String kind, Selection selection)
      throws SourceFailure {
    var missing = new HashSet<>(known);
    missing.removeAll(reader.ids(kind, selection));
    return missing;
  }

  private long highest() throws LDAPException {
    try {
      return Long.parseLong(String.valueOf(root.getAttributeValue("highestCommittedUSN")));
    } catch (NumberFormatException e) {
      throw new LDAPException(
          ResultCode.DECODING_ERROR, "the domain controller does not tell highestCommittedUSN", e);
    }
  }

  /** Which domain controller this is, and in which of its lives. */
  private String server() throws LDAPException {
    String settings = String.valueOf(root.getAttributeValue("dsServiceName"));
    return connection
        .read(settings, List.of("invocationId"))
        .flatMap(entry -> entry.first(List.of("invocationId")))
        .orElse(settings);
  }
}
