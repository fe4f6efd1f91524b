package org.recado.directory;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RootDSE;
import com.unboundid.ldap.sdk.controls.ContentSyncRequestControl;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a directory tells what changed. A feed that is not sure (another server than last time, a
 * position nobody knows any more, a part of the tree that moved as a whole) says so, and everything
 * is read and compared.
 */
interface ChangeFeed {

  /** For records: {@code uSNChanged}, {@code syncrepl}, {@code modifyTimestamp}. */
  String name();

  /** Everything, and the position changes can be asked from. */
  Reading everything() throws LDAPException, SourceFailure;

  /**
   * @param position of the last reading
   * @param known ids the snapshot has of this source
   * @return empty if everything has to be read
   */
  Optional<Reading> since(Map<String, String> position, IdsOf known)
      throws LDAPException, SourceFailure;

  /** The ids the snapshot has; asked only where the directory does not tell what is gone. */
  interface IdsOf {
    Set<String> people();

    Set<String> groups();

    Set<String> contacts();
  }

  /** The best this server can do. */
  static ChangeFeed of(LdapConnection connection, SourceSettings source) throws LDAPException {
    var reader = new LdapSource(source, connection);
    Optional<RootDSE> root = source.tellsChanges() ? connection.root() : Optional.empty();
    if (root.isEmpty()) {
      return new NoFeed(reader);
    }
    if (root.get().hasAttribute("highestCommittedUSN") && idIs(source, "objectGUID")) {
      return new UsnFeed(connection, source, reader, root.get());
    }
    if (root.get().supportsControl(ContentSyncRequestControl.SYNC_REQUEST_OID)
        && idIs(source, "entryUUID")) {
      return new SyncreplFeed(connection, source, reader);
    }
    return connection
            .read(source.base(), List.of("modifyTimestamp"))
            .filter(entry -> entry.first(List.of("modifyTimestamp")).isPresent())
            .isPresent()
        ? new TimestampFeed(source, reader)
        : new NoFeed(reader);
  }

  private static boolean idIs(SourceSettings source, String attribute) {
    return List.of(source.people(), source.groups(), source.contacts()).stream()
        .filter(selection -> !selection.readsNothing())
        .allMatch(
            selection ->
                selection.attributesFor("id").size() == 1
                    && selection.attributesFor("id").get(0).equalsIgnoreCase(attribute));
  }

  /** A directory that cannot tell: everything is read each time. */
  record NoFeed(LdapSource reader) implements ChangeFeed {

    @Override
    public String name() {
      return "full";
    }

    @Override
    public Reading everything() throws SourceFailure {
      return reader.readAll();
    }

    @Override
    public Optional<Reading> since(Map<String, String> position, IdsOf known) {
      return Optional.empty();
    }
  }
}
