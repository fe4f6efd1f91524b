package org.recado.directory;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPURL;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections to a source: the first of its hosts that answers, in TLS where asked for, bound
 * by the simple method. A host that was down is not asked first again for a minute, so that nobody
 * who signs in waits for its time-out. Safe for many threads.
 */
final class LdapConnections {

  /** The connection is of no use, and another host may do better. */
  private static final Set<ResultCode> ELSEWHERE =
      Set.of(
          ResultCode.CONNECT_ERROR,
          ResultCode.SERVER_DOWN,
          ResultCode.TIMEOUT,
          ResultCode.LOCAL_ERROR,
          ResultCode.DECODING_ERROR,
          ResultCode.BUSY,
          ResultCode.UNAVAILABLE,
          ResultCode.PROTOCOL_ERROR);

  private static final long AVOIDED_NANOS = Duration.ofMinutes(1).toNanos();

  /** Servers and firewalls forget silent connections; a young one is worth keeping. */
  private static final long KEPT_NANOS = Duration.ofSeconds(20).toNanos();

  private static final int MOST_KEPT = 8;

  /** Of LDAP, LDAPS, and the global catalogue: a referral to one means the server, not the port. */
  private static final Set<Integer> STANDARD_PORTS = Set.of(389, 636, 3268, 3269);

  private record Kept(LdapConnection connection, long since) {}

  private final SourceSettings source;
  private final Deque<Kept> bound = new ArrayDeque<>();
  private final Deque<Kept> unbound = new ArrayDeque<>();
  private volatile int first;
  private volatile long firstSince;

  LdapConnections(SourceSettings source) {
    this.source = source;
  }

  /** What is done with a connection. */
  interface Use<T> {
    T on(LdapConnection connection) throws LDAPException;
  }

  /** Opens one where none is kept. */
  private interface Opener {
    LdapConnection open() throws LDAPException;
  }

  /** Asks as the gateway's own account, on a connection that is kept for the next question. */
  <T> T ask(Use<T> use) throws LDAPException {
    return with(bound, this::open, use);
  }

  /**
   * Tries a password on a connection that is kept for nothing else: whom it is bound as afterwards
   * does not matter.
   *
   * @param server one of the servers referrals are followed to; empty for the source's own
   */
  void tryBind(String server, String dn, String password) throws LDAPException {
    if (!server.isEmpty()) {
      open(server, dn, password, false).close();
      return;
    }
    var unused =
        with(
            unbound,
            () -> tryHosts("", "", false),
            connection -> {
              connection.bind(dn, password);
              return true;
            });
  }

  /** A kept connection may have been closed by the server meanwhile: then a new one is used. */
  private <T> T with(Deque<Kept> idle, Opener opener, Use<T> use) throws LDAPException {
    var kept = kept(idle);
    if (kept != null) {
      try {
        T answer = use.on(kept);
        keep(idle, kept);
        return answer;
      } catch (LDAPException e) {
        if (!isElsewhere(e)) {
          keep(idle, kept);
          throw e;
        }
        kept.close();
      }
    }
    LdapConnection fresh = opener.open();
    try {
      T answer = use.on(fresh);
      keep(idle, fresh);
      return answer;
    } catch (LDAPException e) {
      if (isElsewhere(e)) {
        fresh.close();
      } else {
        keep(idle, fresh);
      }
      throw e;
    }
  }

  private static @Nullable LdapConnection kept(Deque<Kept> idle) {
    synchronized (idle) {
      while (true) {
        var youngest = idle.pollFirst();
        if (youngest == null || System.nanoTime() - youngest.since() < KEPT_NANOS) {
          return youngest == null ? null : youngest.connection();
        }
        youngest.connection().close();
      }
    }
  }

  private static void keep(Deque<Kept> idle, LdapConnection connection) {
    synchronized (idle) {
      if (idle.size() < MOST_KEPT) {
        idle.addFirst(new Kept(connection, System.nanoTime()));
        return;
      }
    }
    connection.close();
  }

  /** As the gateway's own account. */
  LdapConnection open() throws LDAPException {
    return open(source.bindDn(), password());
  }

  private String password() throws LDAPException {
    try {
      return source.password();
    } catch (IOException e) {
      throw new LDAPException(
          ResultCode.PARAM_ERROR, "the file of bind-password-file cannot be read", e);
    }
  }

  /**
   * As somebody. A refusal is final and no other host is asked, since each try counts towards
   * locking the account.
   *
   * @throws LDAPException with CONNECT_ERROR if no host could be used, saying why for each; with
   *     the host's own code if one said no
   */
  LdapConnection open(String dn, String password) throws LDAPException {
    return tryHosts(dn, password, true);
  }

  private LdapConnection tryHosts(String dn, String password, boolean probed) throws LDAPException {
    var tried = new ArrayList<String>();
    int count = source.urls().size();
    int begin = System.nanoTime() - firstSince < AVOIDED_NANOS ? first : 0;
    for (int i = 0; i < count; i++) {
      int at = (begin + i) % count;
      String url = source.urls().get(at).strip();
      try {
        var connection = open(url, dn, password, probed);
        if (at != begin) {
          first = at;
          firstSince = System.nanoTime();
        }
        return connection;
      } catch (LDAPException e) {
        if (!isElsewhere(e)) {
          throw e;
        }
        tried.add(url + ": " + sentence(e));
      }
    }
    throw new LDAPException(
        ResultCode.CONNECT_ERROR, "no host answered: " + String.join("; ", tried));
  }

  static boolean isElsewhere(LDAPException e) {
    return ELSEWHERE.contains(e.getResultCode());
  }

  /** What to tell an operator about a failure: the innermost cause says most. */
  static String sentence(LDAPException e) {
    Throwable cause = e;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    if (e.getResultCode().equals(ResultCode.TIMEOUT)) {
      message = "timed out: no answer came within the read-timeout";
    } else if (cause == e) {
      String said = e.getDiagnosticMessage();
      message =
          said == null || said.isBlank()
              ? message
              : said + " (" + e.getResultCode().intValue() + " " + e.getResultCode() + ")";
    }
    return LdapEntry.clean(
        message == null || message.isBlank() ? cause.getClass().getSimpleName() : message);
  }

  private LdapConnection open(String text, String dn, String password, boolean probed)
      throws LDAPException {
    var url = new LDAPURL(text);
    var options = new LDAPConnectionOptions();
    options.setConnectTimeoutMillis(Math.toIntExact(source.connectTimeout().toMillis()));
    options.setResponseTimeoutMillis(source.readTimeout().toMillis());
    options.setAbandonOnTimeout(true);
    options.setFollowReferrals(false);
    options.setUseSchema(false);
    options.setMaxMessageSize(256 * 1024 * 1024); // a group of 200,000 in one answer
    var connection = connection(url, options);
    try {
      if (source.startTls()) {
        var started = connection.processExtendedOperation(new StartTLSExtendedRequest(sockets()));
        if (!started.getResultCode().equals(ResultCode.SUCCESS)) {
          throw new LDAPException(started);
        }
      }
      if (!dn.isEmpty()) {
        connection.bind(new SimpleBindRequest(dn, password));
      } else if (probed && connection.getRootDSE() == null) {
        // a host that takes the connection and then says nothing would otherwise fail the run
        throw new LDAPException(ResultCode.UNAVAILABLE, "the server shows no root entry");
      }
      var server = source.urls().contains(text) ? "" : text;
      return new LdapConnection(connection, source.pageSize(), server, this::referred);
    } catch (LDAPException e) {
      connection.close();
      throw e;
    }
  }

  /**
   * Where the source may follow a referral to, as the gateway's own account. Only what is
   * configured is connected to, in the way it is configured: what the referral says chooses among
   * it.
   *
   * @return empty if it is to nowhere that is configured
   */
  private Optional<LdapConnection> referred(LDAPURL to) throws LDAPException {
    for (boolean exactly : new boolean[] {true, false}) {
      for (String server : source.referrals()) {
        var url = new LDAPURL(server.strip());
        boolean samePort = to.portProvided() && port(url, standardPort(url)) == to.getPort();
        boolean anyPort = !to.portProvided() || STANDARD_PORTS.contains(to.getPort());
        if (url.getHost().equalsIgnoreCase(to.getHost()) && (exactly ? samePort : anyPort)) {
          return Optional.of(open(server.strip(), source.bindDn(), password(), true));
        }
      }
    }
    return Optional.empty();
  }

  private static int standardPort(LDAPURL url) {
    return url.getScheme().equalsIgnoreCase("ldaps") ? 636 : 389;
  }

  private LDAPConnection connection(LDAPURL url, LDAPConnectionOptions options)
      throws LDAPException {
    int port = port(url, standardPort(url));
    return url.getScheme().equalsIgnoreCase("ldaps")
        ? new LDAPConnection(sockets(), options, url.getHost(), port)
        : new LDAPConnection(options, url.getHost(), port);
  }

  private static int port(LDAPURL url, int standard) {
    return url.portProvided() ? url.getPort() : standard;
  }

  /** Read anew for each connection, so that a renewed certificate needs no restart. */
  private SSLSocketFactory sockets() throws LDAPException {
    try {
      return TlsSockets.trusting(source.trust());
    } catch (IOException e) {
      throw new LDAPException(
          ResultCode.PARAM_ERROR, "the certificates to trust could not be read", e);
    }
  }
}
