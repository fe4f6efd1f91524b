package org.recado.smpp;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;

/** An SMSC octet by octet, for what no library would send. One link at a time, step by step. */
final class RawSmsc implements AutoCloseable {

  private final ServerSocket socket;
  private Socket link = new Socket();

  RawSmsc() throws IOException {
    this(0);
  }

  RawSmsc(int port) throws IOException {
    this(new ServerSocket(port, 5, InetAddress.getLoopbackAddress()));
  }

  RawSmsc(ServerSocket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(60_000);
  }

  Socket link() {
    return link;
  }

  /** Goes on with the link of another, which may then take its next one. */
  void adopt(RawSmsc other) {
    link = other.link;
    other.link = new Socket();
  }

  /** Takes the next link and answers its bind, of whatever kind; returns the bind. */
  Octets acceptAnyBind() throws IOException {
    link = socket.accept();
    link.setSoTimeout(60_000);
    Octets bind = read();
    write(
        pdu(
            Pdus.commandId(bind) | Commands.RESPONSE,
            0,
            Pdus.sequenceNumber(bind),
            "746573740002100001" + "34"));
    return bind;
  }

  int port() {
    return socket.getLocalPort();
  }

  /** Takes the next link and answers its bind. */
  void acceptBind() throws IOException {
    link = socket.accept();
    link.setSoTimeout(60_000);
    Octets bind = read();
    write(
        pdu(
            Commands.BIND_TRANSCEIVER_RESP,
            0,
            Pdus.sequenceNumber(bind),
            "746573740002100001" + "34"));
  }

  /** Takes the next link and reads its bind, without an answer. */
  void acceptSilently() throws IOException {
    link = socket.accept();
    link.setSoTimeout(60_000);
    read();
  }

  Octets read() throws IOException {
    var in = new DataInputStream(link.getInputStream());
    int length = in.readInt();
    byte[] rest = new byte[length - 4];
    in.readFully(rest);
    return Octets.of(ByteBuffer.allocate(length).putInt(length).put(rest).array());
  }

  /** Skips enquire_links. */
  Octets read(int commandId) throws IOException {
    Octets pdu = read();
    while (Pdus.commandId(pdu) != commandId) {
      pdu = read();
    }
    return pdu;
  }

  void write(Octets octets) throws IOException {
    OutputStream out = link.getOutputStream();
    out.write(octets.toArray());
    out.flush();
  }

  void cut() throws IOException {
    link.close();
  }

  /** Whether the ESME has hung up. */
  boolean hungUp() throws IOException {
    return link.getInputStream().read() < 0;
  }

  static Octets pdu(int command, int status, int sequence, String bodyHex) {
    Octets body = Octets.ofHex(bodyHex);
    int length = 16 + body.length();
    return Octets.of(
        ByteBuffer.allocate(length)
            .putInt(length)
            .putInt(command)
            .putInt(status)
            .putInt(sequence)
            .put(body.toArray())
            .array());
  }

  @Override
  public void close() throws IOException {
    link.close();
    socket.close();
  }
}
