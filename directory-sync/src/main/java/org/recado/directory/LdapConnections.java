package org.recado.directory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Locale;
import javax.naming.AuthenticationException;
import javax.naming.AuthenticationNotSupportedException;
import javax.naming.CommunicationException;
import javax.naming.Context;
import javax.naming.InvalidNameException;
import javax.naming.NamingException;
import javax.naming.NoPermissionException;
import javax.naming.OperationNotSupportedException;
import javax.naming.ldap.InitialLdapContext;
import javax.naming.ldap.LdapContext;
import javax.naming.ldap.StartTlsRequest;
import javax.naming.ldap.StartTlsResponse;
import javax.net.ssl.SSLSocketFactory;

/**
 * Opens connections to a source: the first of its hosts that answers, in TLS where asked for, with
 * the host name checked against the certificate (RFC 4513 section 3.1.3), bound by the simple
 * method.
 */
final class LdapConnections {

  private final SourceSettings source;

  LdapConnections(SourceSettings source) {
    this.source = source;
  }

  /** As the gateway's own account. */
  LdapConnection open() throws NamingException {
    return open(source.bindDn(), source.bindPassword());
  }

  /**
   * As somebody. A refusal is final and no other host is asked, since each try counts towards
   * locking the account.
   *
   * @throws CommunicationException if no host could be used, saying why for each
   * @throws NamingException if a host said no
   */
  LdapConnection open(String dn, String password) throws NamingException {
    var tried = new ArrayList<String>();
    for (String url : source.urls()) {
      try {
        return open(url.strip(), dn, password);
      } catch (AuthenticationException
          | AuthenticationNotSupportedException
          | NoPermissionException
          | OperationNotSupportedException
          | InvalidNameException e) {
        throw e;
      } catch (NamingException e) {
        tried.add(url.strip() + ": " + sentence(e));
      }
    }
    throw new CommunicationException("no host answered: " + String.join("; ", tried));
  }

  /** What to tell an operator about a failure: the innermost cause says most. */
  static String sentence(NamingException e) {
    Throwable cause = e;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    return LdapEntry.clean(
        message == null || message.isBlank() ? cause.getClass().getSimpleName() : message);
  }

  @SuppressWarnings("JdkObsolete") // JNDI asks for a Hashtable
  private LdapConnection open(String url, String dn, String password) throws NamingException {
    var environment = environment(url);
    if (!source.startTls()) {
      authenticate(environment, dn, password);
      return new LdapConnection(connect(environment, url), source.pageSize(), () -> {});
    }
    var context = new InitialLdapContext(environment, null);
    try {
      var tls = (StartTlsResponse) context.extendedOperation(new StartTlsRequest());
      tls.negotiate(source.trust().isEmpty() ? null : trusted());
      var bind = new Hashtable<String, String>();
      authenticate(bind, dn, password);
      for (var entry : bind.entrySet()) {
        context.addToEnvironment(entry.getKey(), entry.getValue());
      }
      context.reconnect(null);
      return new LdapConnection(context, source.pageSize(), tls::close);
    } catch (IOException e) {
      close(context);
      var failure = new CommunicationException("TLS could not be set up");
      failure.initCause(e);
      throw failure;
    } catch (NamingException e) {
      close(context);
      throw e;
    }
  }

  private LdapContext connect(Hashtable<String, String> environment, String url)
      throws NamingException {
    if (source.trust().isEmpty() || !url.toLowerCase(Locale.ROOT).startsWith("ldaps:")) {
      return new InitialLdapContext(environment, null);
    }
    environment.put("java.naming.ldap.factory.socket", TrustedSockets.class.getName());
    SSLSocketFactory sockets;
    try {
      sockets = trusted();
    } catch (IOException e) {
      var failure = new CommunicationException("the certificates to trust could not be read");
      failure.initCause(e);
      throw failure;
    }
    return TrustedSockets.with(sockets, () -> new InitialLdapContext(environment, null));
  }

  /** Read anew for each connection, so that a renewed certificate needs no restart. */
  private SSLSocketFactory trusted() throws IOException {
    return TrustedSockets.trusting(Path.of(source.trust()));
  }

  @SuppressWarnings("JdkObsolete") // JNDI asks for a Hashtable
  private Hashtable<String, String> environment(String url) {
    var environment = new Hashtable<String, String>();
    environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.ldap.LdapCtxFactory");
    environment.put(Context.PROVIDER_URL, url);
    environment.put(Context.REFERRAL, "ignore");
    environment.put(Context.SECURITY_AUTHENTICATION, "none");
    environment.put("java.naming.ldap.version", "3");
    environment.put("java.naming.ldap.attributes.binary", binaryAttributes());
    environment.put(
        "com.sun.jndi.ldap.connect.timeout", String.valueOf(source.connectTimeout().toMillis()));
    environment.put(
        "com.sun.jndi.ldap.read.timeout", String.valueOf(source.readTimeout().toMillis()));
    return environment;
  }

  private String binaryAttributes() {
    return String.join(
        " ",
        List.of(source.people(), source.groups(), source.contacts()).stream()
            .flatMap(selection -> selection.attributesFor("id").stream())
            .filter(StableId::isBinary)
            .distinct()
            .toList());
  }

  private static void authenticate(Hashtable<String, String> into, String dn, String password) {
    if (!dn.isEmpty()) {
      into.put(Context.SECURITY_AUTHENTICATION, "simple");
      into.put(Context.SECURITY_PRINCIPAL, dn);
      into.put(Context.SECURITY_CREDENTIALS, password);
    }
  }

  private static void close(LdapContext context) {
    try {
      context.close();
    } catch (NamingException e) {
      // what failed before is what counts
    }
  }
}
