package org.recado.dkim;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.xbill.DNS.Cache;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Name;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.lookup.LookupSession;
import org.xbill.DNS.lookup.NoSuchDomainException;
import org.xbill.DNS.lookup.NoSuchRRSetException;

/**
 * Asks name servers, keeps answers as long as they say, follows aliases, and falls back to TCP
 * where an answer is long. Safe for many threads.
 */
public final class DnsTxtRecords implements TxtRecords {

  private static final int PORT = 53;

  private final LookupSession session;
  private final Duration timeout;

  /**
   * @param servers addresses as {@code 10.0.0.53}, {@code 10.0.0.53:5353} or {@code [2001:db8::1]};
   *     empty for the name servers of this machine
   * @param timeout for one question, all servers and repetitions included
   * @throws IllegalArgumentException if an address is none
   */
  public DnsTxtRecords(List<String> servers, Duration timeout) {
    this.timeout = timeout;
    this.session =
        LookupSession.defaultBuilder()
            .clearCaches()
            .cache(new Cache(DClass.IN))
            .resolver(resolver(servers, timeout))
            .build();
  }

  private static Resolver resolver(List<String> servers, Duration timeout) {
    if (servers.isEmpty()) {
      var resolver = new ExtendedResolver();
      resolver.setTimeout(timeout.dividedBy(2));
      return resolver;
    }
    var resolvers = new ArrayList<Resolver>();
    for (String server : servers) {
      resolvers.add(new SimpleResolver(address(server)));
    }
    var resolver = new ExtendedResolver(resolvers);
    resolver.setTimeout(timeout.dividedBy(2));
    return resolver;
  }

  /**
   * @throws IllegalArgumentException if this is no address of a server
   */
  public static InetSocketAddress address(String server) {
    String text = server.strip();
    int colon = text.lastIndexOf(':');
    boolean hasPort = colon > 0 && (text.indexOf(':') == colon || text.charAt(colon - 1) == ']');
    String host = hasPort ? text.substring(0, colon) : text;
    if (!host.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[?[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*\\]?")) {
      throw new IllegalArgumentException(server + " is no address such as 10.0.0.53");
    }
    try {
      int port = hasPort ? Integer.parseInt(text.substring(colon + 1)) : PORT;
      return new InetSocketAddress(InetAddress.getByName(host), port);
    } catch (UnknownHostException | IllegalArgumentException e) {
      throw new IllegalArgumentException(server + " is no address such as 10.0.0.53", e);
    }
  }

  @Override
  public List<String> find(String name) throws Unavailable {
    try {
      var answer =
          session
              .lookupAsync(Name.fromString(name, Name.root), Type.TXT)
              .toCompletableFuture()
              .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return answer.getRecords().stream()
          .filter(TXTRecord.class::isInstance)
          .map(record -> together((TXTRecord) record))
          .toList();
    } catch (TextParseException e) {
      return List.of(); // no name that could exist
    } catch (ExecutionException e) {
      if (e.getCause() instanceof NoSuchDomainException
          || e.getCause() instanceof NoSuchRRSetException) {
        return List.of();
      }
      throw new Unavailable("the name servers could not tell", e);
    } catch (TimeoutException e) {
      throw new Unavailable("the name servers did not answer in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("the gateway is stopping", e);
    }
  }

  private static String together(TXTRecord txt) {
    var octets = new ByteArrayOutputStream();
    txt.getStringsAsByteArrays().forEach(octets::writeBytes);
    return octets.toString(StandardCharsets.ISO_8859_1);
  }
}
