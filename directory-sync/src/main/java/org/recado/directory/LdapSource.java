package org.recado.directory;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import javax.naming.NamingException;
import javax.naming.SizeLimitExceededException;
import javax.naming.TimeLimitExceededException;

/** Reads a whole directory over LDAP version 3 (RFC 4511), or says why it could not. */
final class LdapSource {

  private final SourceSettings source;
  private final LdapConnections connections;

  LdapSource(SourceSettings source) {
    this.source = source;
    this.connections = new LdapConnections(source);
  }

  /**
   * @throws SourceFailure if any part of the answer is missing, or ids are not usable
   */
  DirectoryCopy read() throws SourceFailure {
    List<LdapEntry> people;
    List<LdapEntry> groups;
    List<LdapEntry> contacts;
    try (LdapConnection connection = connections.open()) {
      people = read(connection, "people", source.people());
      groups = read(connection, "groups", source.groups());
      contacts = read(connection, "contacts", source.contacts());
    } catch (NamingException e) {
      throw new SourceFailure(
          "the directory refused the connection: " + LdapConnections.sentence(e), e);
    }
    return new EntryReader(source).copyOf(people, groups, contacts);
  }

  private static List<LdapEntry> read(LdapConnection connection, String kind, Selection selection)
      throws SourceFailure {
    if (selection.readsNothing()) {
      return List.of();
    }
    try {
      return connection.search(selection.base(), selection.filter(), attributes(selection));
    } catch (SizeLimitExceededException | TimeLimitExceededException e) {
      throw new SourceFailure(
          "the directory cut the answer about "
              + kind
              + " short at its limit; raise the limit for the gateway's account or set page-size: "
              + LdapConnections.sentence(e),
          e);
    } catch (NamingException e) {
      throw new SourceFailure(
          "the answer about " + kind + " did not come to its end: " + LdapConnections.sentence(e),
          e);
    }
  }

  private static List<String> attributes(Selection selection) {
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
    return new ArrayList<>(names);
  }
}
