package org.recado.status;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;

/**
 * Where a request comes from. Tomcat believes every machine of a private network that says whom it
 * forwards for, and that is every system of a firm; so the other end of the connection is noted
 * before Tomcat does, and only the proxies of {@link StatusProperties} are believed.
 */
@Component
final class Origin
    implements WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory>, Ordered {

  private static final String PEER = "org.recado.peer";
  private static final String IN_TLS = "org.recado.peer.tls";

  private final List<String> proxies;

  Origin(StatusProperties properties) {
    this.proxies =
        properties.proxies().stream().map(proxy -> literal(proxy).getHostAddress()).toList();
  }

  @Override
  public void customize(ConfigurableTomcatWebServerFactory factory) {
    factory.addEngineValves(new Note());
  }

  /** Before the valve that believes the header. */
  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE;
  }

  /** The machine that asks, behind a proxy that we know. */
  InetAddress of(HttpServletRequest request) {
    return isFromProxy(request) ? literal(request.getRemoteAddr()) : peer(request);
  }

  /** Whether nobody on the way could read along: TLS, or one machine. */
  boolean isPrivate(HttpServletRequest request) {
    return isFromProxy(request)
        ? request.isSecure()
        : Boolean.TRUE.equals(request.getAttribute(IN_TLS)) || peer(request).isLoopbackAddress();
  }

  /** Whether a certificate in this request is of who asks, and not of a proxy. */
  boolean isDirect(HttpServletRequest request) {
    return !isFromProxy(request);
  }

  private boolean isFromProxy(HttpServletRequest request) {
    return proxies.contains(peer(request).getHostAddress());
  }

  private static InetAddress peer(HttpServletRequest request) {
    return request.getAttribute(PEER) instanceof String address
        ? literal(address)
        : literal(request.getRemoteAddr());
  }

  /** Of an address in digits, so that no name is ever looked up. */
  private static InetAddress literal(String address) {
    try {
      return InetAddress.getByName(address);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("no address", e);
    }
  }

  private static final class Note extends ValveBase {

    Note() {
      super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
      request.setAttribute(PEER, request.getRemoteAddr());
      request.setAttribute(IN_TLS, request.isSecure());
      getNext().invoke(request, response);
    }
  }
}
