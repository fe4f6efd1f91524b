package org.recado.smpp;

/**
 * Where an SMSC listens.
 *
 * @param host name or address, IPv6 without brackets
 * @param port TCP port, 1 to 65535
 */
record SmscAddress(String host, int port) {

  /**
   * Reads {@code host}, {@code host:port}, {@code [address]:port}.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  static SmscAddress parse(String text, int defaultPort) {
    int bracket = text.indexOf(']');
    int colon = text.indexOf(':', Math.max(0, bracket));
    boolean bareIpv6 = bracket < 0 && text.indexOf(':', colon + 1) > 0;
    String host = colon < 0 || bareIpv6 ? text : text.substring(0, colon);
    int port =
        colon < 0 || bareIpv6 ? defaultPort : Integer.parseInt(text.substring(colon + 1).strip());
    host = host.replace("[", "").replace("]", "").strip();
    if (host.isEmpty() || port < 1 || port > 65535) {
      throw new IllegalArgumentException("no host and port");
    }
    return new SmscAddress(host, port);
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
