package org.recado.directory;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.ContentSyncDoneControl;
import com.unboundid.ldap.sdk.controls.ContentSyncInfoIntermediateResponse;
import com.unboundid.ldap.sdk.controls.ContentSyncRequestControl;
import com.unboundid.ldap.sdk.controls.ContentSyncRequestMode;
import com.unboundid.ldap.sdk.controls.ContentSyncState;
import com.unboundid.ldap.sdk.controls.ContentSyncStateControl;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The content synchronization operation (RFC 4533), refreshOnly: the server gives the entries that
 * changed since a cookie, and either those that are gone (delete phase) or those that stayed
 * (present phase). Everything is read by it too, since only so a cookie is got.
 */
final class SyncreplFeed implements ChangeFeed {

  /** e-syncRefreshRequired, RFC 4533 section 2.6. */
  private static final int REFRESH_REQUIRED = 4096;

  /** Where a container is, everything below it moved along without a change of its own. */
  private static final String CONTAINERS =
      "(|(objectClass=organizationalUnit)(objectClass=organization)(objectClass=dcObject)(objectClass=container))";

  private final LdapConnection connection;
  private final SourceSettings source;
  private final LdapSource reader;

  SyncreplFeed(LdapConnection connection, SourceSettings source, LdapSource reader) {
    this.connection = connection;
    this.source = source;
    this.reader = reader;
  }

  @Override
  public String name() {
    return "syncrepl";
  }

  @Override
  public Reading everything() throws LDAPException, SourceFailure {
    try {
      return synchronizedWhole();
    } catch (SourceFailure e) {
      if (e.getCause() instanceof LDAPException cause
          && cause.getResultCode().equals(ResultCode.SIZE_LIMIT_EXCEEDED)) {
        return reader.readAll(); // pages may have a higher limit (size.prtotal of slapd.conf)
      }
      throw e;
    }
  }

  private Reading synchronizedWhole() throws LDAPException, SourceFailure {
    var position = new HashMap<String, String>();
    position.put("server", server());
    refresh("containers", containers(), "", position);
    var people = refresh("people", source.people(), "", position).entries;
    var groups = refresh("groups", source.groups(), "", position).entries;
    var contacts = refresh("contacts", source.contacts(), "", position).entries;
    // a server that gives no cookie can tell no changes
    boolean complete = position.values().stream().noneMatch(String::isEmpty);
    return new Reading(
        people, groups, contacts, Set.of(), complete ? Map.copyOf(position) : Map.of());
  }

  private Selection containers() {
    return new Selection(source.base(), CONTAINERS, Map.of("id", List.of("1.1")));
  }

  @Override
  public Optional<Reading> since(Map<String, String> position, IdsOf known)
      throws LDAPException, SourceFailure {
    if (!server().equals(position.get("server"))) {
      return Optional.empty();
    }
    var next = new HashMap<String, String>(position);
    try {
      if (!refresh("containers", containers(), cookie(position, "containers"), next)
          .entries
          .isEmpty()) {
        return Optional.empty();
      }
      var gone = new HashSet<String>();
      var people = refresh("people", source.people(), cookie(position, "people"), next);
      var groups = refresh("groups", source.groups(), cookie(position, "groups"), next);
      var contacts = refresh("contacts", source.contacts(), cookie(position, "contacts"), next);
      gone.addAll(people.goneOf(known.people()));
      gone.addAll(groups.goneOf(known.groups()));
      gone.addAll(contacts.goneOf(known.contacts()));
      return Optional.of(
          new Reading(people.entries, groups.entries, contacts.entries, gone, Map.copyOf(next)));
    } catch (CookieRefused e) {
      return Optional.empty();
    }
  }

  private static String cookie(Map<String, String> position, String kind) {
    return position.getOrDefault(kind, "");
  }

  /** The server cannot go on from a cookie: it forgot, or was set back. */
  private static final class CookieRefused extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** What one search told. */
  private static final class Told {
    final List<LdapEntry> entries = new ArrayList<>();
    final Set<String> deleted = new HashSet<>();
    final Set<String> present = new HashSet<>();
    boolean presentPhase;

    Set<String> goneOf(Set<String> known) {
      var gone = new HashSet<>(deleted);
      if (presentPhase) {
        known.stream().filter(id -> !present.contains(id)).forEach(gone::add);
      }
      return gone;
    }
  }

  private Told refresh(
      String kind, Selection selection, String cookie, Map<String, String> position)
      throws LDAPException, SourceFailure {
    var told = new Told();
    if (selection.readsNothing()) {
      position.put(kind, "none");
      return told;
    }
    var request =
        new SearchRequest(
            selection.base(),
            SearchScope.SUB,
            Filter.create(selection.filter()),
            LdapSource.attributes(selection).toArray(String[]::new));
    request.addControl(
        new ContentSyncRequestControl(ContentSyncRequestMode.REFRESH_ONLY, decode(cookie), false));
    var problem = new ArrayList<LDAPException>();
    request.setIntermediateResponseListener(
        response -> {
          if (ContentSyncInfoIntermediateResponse.SYNC_INFO_OID.equals(response.getOID())) {
            try {
              info(ContentSyncInfoIntermediateResponse.decode(response), told);
            } catch (LDAPException e) {
              problem.add(e);
            }
          }
        });
    try {
      var result = connection.search(request);
      if (!problem.isEmpty()) {
        throw problem.get(0);
      }
      for (var entry : result.getSearchEntries()) {
        var state = ContentSyncStateControl.get(entry);
        if (state == null) {
          told.entries.add(connection.entry(entry));
          continue;
        }
        String id = state.getEntryUUID().toString();
        if (state.getState().equals(ContentSyncState.DELETE)) {
          told.deleted.add(id);
        } else {
          told.present.add(id);
          if (!state.getState().equals(ContentSyncState.PRESENT)) {
            told.entries.add(connection.entry(entry));
          }
        }
      }
      var done = ContentSyncDoneControl.get(result);
      told.presentPhase = told.presentPhase || (done != null && !done.refreshDeletes());
      position.put(kind, done == null ? "" : encode(done.getCookie(), cookie));
      return told;
    } catch (LDAPException e) {
      var code = e.getResultCode();
      boolean refused =
          code.intValue() == REFRESH_REQUIRED
              || code.equals(ResultCode.UNWILLING_TO_PERFORM)
              || code.equals(ResultCode.PROTOCOL_ERROR);
      if (refused && !cookie.isEmpty()) {
        throw new CookieRefused();
      }
      throw LdapSource.failure(kind, e);
    }
  }

  private static void info(ContentSyncInfoIntermediateResponse info, Told told) {
    switch (info.getType()) {
      case SYNC_ID_SET ->
          info.getEntryUUIDs()
              .forEach(
                  uuid -> (info.refreshDeletes() ? told.deleted : told.present).add("" + uuid));
      case REFRESH_PRESENT -> told.presentPhase = true;
      case REFRESH_DELETE, NEW_COOKIE -> {
        // the cookie at the end is the one that counts
      }
    }
  }

  private static @Nullable ASN1OctetString decode(String cookie) {
    return cookie.isEmpty() || cookie.equals("none")
        ? null
        : new ASN1OctetString(Base64.getDecoder().decode(cookie));
  }

  /** Without a new cookie the old one still holds. */
  private static String encode(@Nullable ASN1OctetString cookie, String before) {
    return cookie == null ? before : Base64.getEncoder().encodeToString(cookie.getValue());
  }

  /** A server that was loaded anew has the same names and other entries. */
  private String server() throws LDAPException {
    return connection
        .read(source.base(), List.of("entryUUID"))
        .flatMap(entry -> entry.first(List.of("entryUUID")))
        .orElse("unknown");
  }
}
