package org.recado.console;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;

/**
 * Remembers of each request whether a proxy claims to have forwarded it. Tomcat takes the claim for
 * the peer's address and removes the header, and from inside the firm's network anybody can write
 * {@code X-Forwarded-For: 127.0.0.1}; so it is looked at before.
 */
@Component
final class Forwarded
    implements WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory>, Ordered {

  private static final String CLAIMED = "org.recado.forwarded";

  @Override
  public void customize(ConfigurableTomcatWebServerFactory factory) {
    factory.addEngineValves(new Mark());
  }

  /** Before the valve that believes the header. */
  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE;
  }

  /** Whether the request comes from a program on this machine, and not through a proxy. */
  static boolean isFromThisMachine(HttpServletRequest request) {
    String peer = request.getRemoteAddr();
    boolean loopback =
        peer.startsWith("127.") || peer.equals("::1") || peer.equals("0:0:0:0:0:0:0:1");
    return loopback && request.getAttribute(CLAIMED) == null;
  }

  private static final class Mark extends ValveBase {

    Mark() {
      super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
      if (request.getHeader("X-Forwarded-For") != null || request.getHeader("Forwarded") != null) {
        request.setAttribute(CLAIMED, true);
      }
      getNext().invoke(request, response);
    }
  }
}
