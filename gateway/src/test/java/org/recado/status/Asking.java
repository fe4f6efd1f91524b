package org.recado.status;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A client of the look-ups that comes from a loopback address of its choice. */
record Asking(int port, int from, Map<String, String> headers) {

  /** What came back; the names of header fields in lower case. */
  record Answer(int status, Map<String, String> headers, String body) {

    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  static Asking at(int port) {
    return new Asking(port, 3, Map.of());
  }

  Asking from(int last) {
    return new Asking(port, last, headers);
  }

  Asking with(String name, String value) {
    var more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Asking(port, from, more);
  }

  Asking as(String name, String secret) {
    return with(
        "Authorization",
        "Basic "
            + Base64.getEncoder()
                .encodeToString((name + ":" + secret).getBytes(StandardCharsets.UTF_8)));
  }

  Answer get(String path) {
    return ask("GET", path);
  }

  Answer ask(String method, String path) {
    var request = new StringBuilder(method + " " + path + " HTTP/1.0\r\nHost: localhost\r\n");
    headers.forEach((name, value) -> request.append(name + ": " + value + "\r\n"));
    try (var socket = new Socket(loopback(1), port, loopback(from), 0)) {
      socket.setSoTimeout(60_000);
      socket
          .getOutputStream()
          .write(request.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
      return answer(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Answer answer(String all) {
    String[] halves = all.split("\r\n\r\n", 2);
    String[] lines = halves[0].split("\r\n", -1);
    var fields = new TreeMap<String, String>();
    for (int i = 1; i < lines.length; i++) {
      String[] field = lines[i].split(": *", 2);
      fields.merge(field[0].toLowerCase(Locale.ROOT), field[1], (a, b) -> a + ", " + b);
    }
    return new Answer(Integer.parseInt(lines[0].split(" ", -1)[1]), fields, halves[1]);
  }

  private static InetAddress loopback(int last) throws IOException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
  }
}
