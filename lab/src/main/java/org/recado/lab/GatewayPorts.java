package org.recado.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Where the gateway listens, on 127.0.0.1. */
public record GatewayPorts(int smtp, int smtps, int console) {

  /** The fixed ports of the demo. */
  public static GatewayPorts demo() {
    return new GatewayPorts(2525, 4465, 8080);
  }

  /** Three ports that are free now. */
  public static GatewayPorts any() {
    var loopback = InetAddress.getLoopbackAddress();
    try (var one = new ServerSocket(0, 1, loopback);
        var two = new ServerSocket(0, 1, loopback);
        var three = new ServerSocket(0, 1, loopback)) {
      return new GatewayPorts(one.getLocalPort(), two.getLocalPort(), three.getLocalPort());
    } catch (IOException e) {
      throw new UncheckedIOException("no free port", e);
    }
  }
}
