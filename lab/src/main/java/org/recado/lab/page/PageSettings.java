package org.recado.lab.page;

import java.util.List;
import org.recado.message.Msisdn;

/**
 * @param host the address the page listens on
 * @param port 0 for any free one
 * @param smsDomain clients' numbers are mailed at this domain
 * @param longNumbers the numbers a client can text of their own accord
 * @param links further places to go, shown in the header
 */
public record PageSettings(
    String host, int port, String smsDomain, List<Msisdn> longNumbers, List<Link> links) {

  /** A place to go: {@code Console}, {@code http://127.0.0.1:8080/}. */
  public record Link(String title, String address) {}
}
