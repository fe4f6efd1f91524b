package org.recado.directory;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchResultListener;
import com.unboundid.ldap.sdk.SearchResultReference;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.ContentSyncInfoIntermediateResponse;
import com.unboundid.ldap.sdk.controls.ContentSyncRequestControl;
import com.unboundid.ldap.sdk.controls.ContentSyncRequestMode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rings when a directory changes, so that a leaver is gone a moment later and not at the next poll:
 * RFC 4533 refreshAndPersist where the server has it, Active Directory's change notification
 * ([MS-ADTS] section 3.1.1.3.4.1.9) there. It only rings: what changed is read by a run like any
 * other, so that nothing is lost if a message is.
 */
public final class ChangeBell implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ChangeBell.class);
  private static final String NOTIFICATION = "1.2.840.113556.1.4.528";
  private static final long PAUSE_SECONDS = 5;

  private final DirectorySync sync;
  private final Consumer<SourceSettings> ring;
  private final List<Listening> threads = new ArrayList<>();

  /**
   * @param ring told of each change, from a thread of the bell's
   */
  public ChangeBell(DirectorySync sync, Consumer<SourceSettings> ring) {
    this.sync = sync;
    this.ring = ring;
  }

  /** Listens to every source that may be listened to. */
  public void start() {
    for (SourceSettings source : sync.sources()) {
      if (source.persist() && source.tellsChanges()) {
        var thread = new Listening(source);
        threads.add(thread);
        thread.start();
      }
    }
  }

  @Override
  public void close() {
    threads.forEach(Listening::end);
  }

  private final class Listening extends Thread {

    private final SourceSettings source;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Optional<LdapConnection> connection = Optional.empty();
    private boolean told;

    Listening(SourceSettings source) {
      super("directory-bell-" + source.name());
      setDaemon(true);
      this.source = source;
    }

    void end() {
      ended.countDown();
      connection.ifPresent(LdapConnection::close);
    }

    @Override
    public void run() {
      try {
        while (ended.getCount() > 0) {
          boolean able = listen();
          if (ended.await(able ? PAUSE_SECONDS : 12 * PAUSE_SECONDS, TimeUnit.SECONDS)) {
            return;
          }
        }
      } catch (InterruptedException e) {
        interrupt();
      }
    }

    /** Until the connection is lost; false if the server cannot tell, or not yet. */
    private boolean listen() {
      try (LdapConnection opened = new LdapConnections(source).open()) {
        connection = Optional.of(opened);
        var request = request(opened);
        if (request.isEmpty() || ended.getCount() == 0) {
          return false;
        }
        log.info("directory {}: listening for changes", source.name());
        ring.accept(source); // what changed since the last run was not heard
        opened.search(request.get());
        return true;
      } catch (LDAPException e) {
        if (!told && ended.getCount() > 0) {
          told = true;
          log.info(
              "directory {}: changes are read at intervals, for it cannot be listened to just now",
              source.name());
        }
        return LdapConnections.isElsewhere(e);
      } catch (RuntimeException e) {
        log.warn("directory {}: the bell failed and is hung up again", source.name());
        return true;
      } finally {
        connection = Optional.empty();
      }
    }

    private Optional<SearchRequest> request(LdapConnection opened) throws LDAPException {
      var root = opened.root();
      if (root.isEmpty()) {
        return Optional.empty();
      }
      if (root.get().supportsControl(ContentSyncRequestControl.SYNC_REQUEST_OID)) {
        return sync.positionOf(source).flatMap(this::persisting);
      }
      if (root.get().supportsControl(NOTIFICATION)) {
        // a whole subtree only from the root of a naming context
        var request =
            search(
                UsnFeed.namingContext(root.get(), source),
                Filter.createPresenceFilter("objectClass"));
        request.addControl(new Control(NOTIFICATION, true));
        return Optional.of(request);
      }
      return Optional.empty();
    }

    private Optional<SearchRequest> persisting(Map<String, String> position) {
      String cookie = position.getOrDefault("people", "");
      if (cookie.isEmpty()) {
        return Optional.empty();
      }
      try {
        var alternatives = new ArrayList<Filter>();
        for (Selection selection : List.of(source.people(), source.groups(), source.contacts())) {
          if (!selection.readsNothing()) {
            alternatives.add(Filter.create(selection.filter()));
          }
        }
        var request = search(source.base(), Filter.createORFilter(alternatives));
        request.addControl(
            new ContentSyncRequestControl(
                ContentSyncRequestMode.REFRESH_AND_PERSIST,
                new ASN1OctetString(Base64.getDecoder().decode(cookie)),
                false));
        request.setIntermediateResponseListener(
            response -> {
              if (ContentSyncInfoIntermediateResponse.SYNC_INFO_OID.equals(response.getOID())) {
                ring.accept(source);
              }
            });
        return Optional.of(request);
      } catch (LDAPException e) {
        return Optional.empty();
      }
    }

    private SearchRequest search(String base, Filter filter) {
      var request = new SearchRequest(new Ringing(source), base, SearchScope.SUB, filter, "1.1");
      request.setResponseTimeoutMillis(0); // silence is what most of the time brings
      return request;
    }
  }

  private final class Ringing implements SearchResultListener {

    private static final long serialVersionUID = 1;
    private final transient SourceSettings source;

    Ringing(SourceSettings source) {
      this.source = source;
    }

    @Override
    public void searchEntryReturned(SearchResultEntry entry) {
      ring.accept(source);
    }

    @Override
    public void searchReferenceReturned(SearchResultReference reference) {
      // a part on another server, which is not read
    }
  }
}
