package org.recado.directory;

import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads a directory over LDAP version 3 (RFC 4511), or says why it could not. */
final class LdapSource {

  /** Alternatives in one filter: more, and some servers call it too complex. */
  private static final int AT_ONCE = 50;

  private final SourceSettings source;
  private final LdapConnection connection;

  LdapSource(SourceSettings source, LdapConnection connection) {
    this.source = source;
    this.connection = connection;
  }

  /**
   * Everything, in pages.
   *
   * @param more attributes to read besides those of the selection
   * @throws SourceFailure if any part of the answer is missing
   */
  Reading readAll(String... more) throws SourceFailure {
    return new Reading(
        read("people", source.people(), source.people().filter(), more),
        read("groups", source.groups(), source.groups().filter(), more),
        read("contacts", source.contacts(), source.contacts().filter(), more),
        Set.of(),
        Map.of());
  }

  /** Of everything that is selected, what matches this too. */
  Reading readMatching(String filter, String... more) throws SourceFailure {
    return new Reading(
        read("people", source.people(), both(source.people(), filter), more),
        read("groups", source.groups(), both(source.groups(), filter), more),
        read("contacts", source.contacts(), both(source.contacts(), filter), more),
        Set.of(),
        Map.of());
  }

  /** The ids of all entries that are selected now, nothing else. */
  Set<String> ids(String kind, Selection selection) throws SourceFailure {
    var ids = new HashSet<String>();
    if (!selection.readsNothing()) {
      for (LdapEntry entry :
          search(kind, selection, selection.filter(), selection.attributesFor("id"))) {
        entry.first(selection.attributesFor("id")).ifPresent(ids::add);
      }
    }
    return ids;
  }

  /** What other entries are in, with this attribute. */
  List<LdapEntry> containers(String attribute) throws SourceFailure {
    var units =
        new Selection(
            source.base(),
            "(|(objectClass=organizationalUnit)(objectClass=organization))",
            Map.of());
    return search("units", units, units.filter(), List.of(attribute));
  }

  private static String both(Selection selection, String filter) {
    return "(&" + selection.filter() + filter + ")";
  }

  private List<LdapEntry> read(String kind, Selection selection, String filter, String... more)
      throws SourceFailure {
    if (selection.readsNothing()) {
      return List.of();
    }
    var attributes = attributes(selection);
    attributes.addAll(List.of(more));
    return search(kind, selection, filter, attributes);
  }

  private List<LdapEntry> search(
      String kind,
      Selection selection,
      String filter,
      Collection<String> attributes,
      Control... controls)
      throws SourceFailure {
    try {
      return connection.search(selection.base(), filter, attributes, controls);
    } catch (LDAPException e) {
      throw failure(kind, e);
    }
  }

  static SourceFailure failure(String kind, LDAPException e) {
    var code = e.getResultCode();
    if (code.equals(ResultCode.SIZE_LIMIT_EXCEEDED)
        || code.equals(ResultCode.TIME_LIMIT_EXCEEDED)
        || code.equals(ResultCode.ADMIN_LIMIT_EXCEEDED)) {
      return new SourceFailure(
          "the directory cut the answer about "
              + kind
              + " short at its limit; raise the limit for the gateway's account or set page-size: "
              + LdapConnections.sentence(e),
          e);
    }
    if (code.equals(ResultCode.REFERRAL)) {
      return new SourceFailure(
          "the directory says that "
              + kind
              + " are on another server, "
              + String.join(", ", e.getReferralURLs())
              + "; name that server in urls or referrals, or make it a source of its own",
          e);
    }
    return new SourceFailure(
        "the answer about " + kind + " did not come to its end: " + LdapConnections.sentence(e), e);
  }

  /**
   * Groups whose lists may read differently because these entries are new or have a new name: a
   * directory that keeps references by itself does not count that as a change of the group.
   *
   * @param entries people, groups or contacts
   * @param alsoIds groups that had one of them as a member
   */
  List<LdapEntry> groupsAround(List<LdapEntry> entries, Set<String> alsoIds) throws SourceFailure {
    Selection groups = source.groups();
    if (groups.readsNothing()) {
      return List.of();
    }
    var alternatives = new LinkedHashSet<String>();
    for (LdapEntry entry : entries) {
      for (String attribute : groups.attributesFor("members")) {
        alternatives.add(Filter.createEqualityFilter(attribute, entry.dn()).toString());
        if (attribute.equalsIgnoreCase("memberUid")) {
          entry
              .all(source.people().attributesFor("logins"))
              .forEach(
                  login ->
                      alternatives.add(Filter.createEqualityFilter(attribute, login).toString()));
        }
      }
    }
    String id = groups.attributesFor("id").get(0);
    alsoIds.forEach(group -> alternatives.add(StableId.filter(id, group)));
    var found = new LinkedHashMap<String, LdapEntry>();
    var all = new ArrayList<>(alternatives);
    for (int i = 0; i < all.size(); i += AT_ONCE) {
      String any = "(|" + String.join("", all.subList(i, Math.min(all.size(), i + AT_ONCE))) + ")";
      for (LdapEntry group : read("groups", groups, both(groups, any))) {
        found.put(group.dn(), group);
      }
    }
    return List.copyOf(found.values());
  }

  /** All attributes a selection takes something from. */
  static Set<String> attributes(Selection selection) {
    var names = new TreeSet<String>(String.CASE_INSENSITIVE_ORDER);
    selection
        .attributes()
        .forEach(
            (word, list) -> {
              if (word.equals("disabled")) {
                list.forEach(rule -> names.add(DisabledRule.of(rule).attribute()));
              } else {
                names.addAll(list);
              }
            });
    return names;
  }
}
