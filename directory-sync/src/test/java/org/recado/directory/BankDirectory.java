package org.recado.directory;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchEntry;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchResult;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSimpleBindRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPResult;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.schema.Schema;
import com.unboundid.ldif.LDIFException;
import com.unboundid.ldif.LDIFReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A directory server of another maker, on a real socket, that can be made to misbehave. */
final class BankDirectory implements AutoCloseable {

  static final String BASE = "dc=bank,dc=example";
  static final String PEOPLE = "ou=people," + BASE;
  static final String GATEWAY = "cn=gateway";

  private static final Schema SCHEMA = schema();

  final InMemoryDirectoryServer server;
  final List<String> binds = new CopyOnWriteArrayList<>();
  final AtomicInteger cutAfter = new AtomicInteger(Integer.MAX_VALUE);
  volatile boolean losesItsPlace;
  volatile UnaryOperator<Entry> everyEntry = UnaryOperator.identity();
  volatile UnaryOperator<String> requested = UnaryOperator.identity();

  /** The range the last search asked for, {@code 3-*}, or nothing. */
  volatile String lastRange = "";

  private final AtomicInteger sent = new AtomicInteger();

  private BankDirectory(String base, int sizeLimit) throws LDAPException {
    var config = new InMemoryDirectoryServerConfig(base);
    config.setSchema(SCHEMA);
    config.addAdditionalBindCredentials(GATEWAY, "gateway-secret");
    config.setListenerConfigs(
        new InMemoryListenerConfig(
            "loopback", InetAddress.getLoopbackAddress(), 0, null, null, null));
    config.setMaxSizeLimit(sizeLimit);
    config.setReferentialIntegrityAttributes("member", "manager");
    config.addInMemoryOperationInterceptor(new Mischief());
    server = new InMemoryDirectoryServer(config);
    server.startListening();
  }

  static BankDirectory start() throws LDAPException {
    return start(0);
  }

  static BankDirectory start(int sizeLimit) throws LDAPException {
    var directory = new BankDirectory(BASE, sizeLimit);
    try (var reader =
        new LDIFReader(
            Objects.requireNonNull(BankDirectory.class.getResourceAsStream("/bank.ldif")))) {
      directory.server.importFromLDIF(true, reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return directory;
  }

  static BankDirectory empty(String base) throws LDAPException {
    return new BankDirectory(base, 0);
  }

  String url() {
    return "ldap://127.0.0.1:" + server.getListenPort();
  }

  /** The bank as its operator would configure it. */
  SourceSettings settings() {
    return SourceSettings.of("bank", SourceType.OPENLDAP, BASE, url())
        .boundAs(GATEWAY, "gateway-secret")
        .selecting(
            Selection.preset().withBase(PEOPLE).withAttribute("disabled", "employeeType=former"),
            Selection.preset(),
            Selection.preset()
                .withBase("ou=clients," + BASE)
                .withFilter("(objectClass=inetOrgPerson)")
                .withAttribute("disabled", "employeeType=former"))
        .waiting(Duration.ofSeconds(2), Duration.ofSeconds(2));
  }

  void modify(String... ldif) throws LDAPException, LDIFException {
    server.modify(ldif);
  }

  void add(String... ldif) throws LDAPException, LDIFException {
    server.add(ldif);
  }

  void person(String uid) throws LDAPException, LDIFException {
    add(
        "dn: uid=" + uid + "," + PEOPLE,
        "objectClass: inetOrgPerson",
        "uid: " + uid,
        "cn: " + uid,
        "sn: " + uid,
        "mail: " + uid + "@bank.example",
        "userPassword: " + uid + "-secret");
  }

  @Override
  public void close() {
    server.shutDown(true);
  }

  private static Schema schema() {
    try {
      return Schema.mergeSchemas(
          Schema.getDefaultStandardSchema(),
          Schema.getSchema(
              Objects.requireNonNull(
                  BankDirectory.class.getResourceAsStream("/active-directory-schema.ldif"))));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private final class Mischief extends InMemoryOperationInterceptor {

    @Override
    public void processSearchRequest(InMemoryInterceptedSearchRequest request) {
      var asked = request.getRequest().duplicate();
      var attributes = asked.getAttributes();
      lastRange =
          Arrays.stream(attributes)
              .filter(name -> name.contains(";range="))
              .map(name -> name.substring(name.indexOf('=') + 1))
              .findFirst()
              .orElse("");
      asked.setAttributes(Arrays.stream(attributes).map(requested).toArray(String[]::new));
      request.setRequest(asked);
    }

    @Override
    public void processSearchEntry(InMemoryInterceptedSearchEntry entry) {
      entry.setSearchEntry(
          new SearchResultEntry(everyEntry.apply(entry.getSearchEntry().duplicate())));
      if (sent.incrementAndGet() > cutAfter.get()) {
        server.closeAllConnections(false);
      }
    }

    @Override
    public void processSearchResult(InMemoryInterceptedSearchResult result) {
      if (losesItsPlace) {
        result.setResult(new LDAPResult(result.getMessageID(), ResultCode.SUCCESS));
      }
    }

    @Override
    public void processSimpleBindRequest(InMemoryInterceptedSimpleBindRequest request) {
      binds.add(request.getRequest().getBindDN());
    }
  }
}
