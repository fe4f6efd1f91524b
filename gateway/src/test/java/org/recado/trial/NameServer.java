package org.recado.trial;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;

/** A name server on loopback, UDP and TCP, that knows what a test published. */
public final class NameServer implements AutoCloseable {

  private static final int TTL = 1;

  private final DatagramSocket udp;
  private final ServerSocket tcp;
  private final Map<String, List<Record>> records = new ConcurrentHashMap<>();
  private final AtomicInteger asked = new AtomicInteger();
  private volatile int rcode = Rcode.NOERROR;
  private volatile boolean silent;

  public NameServer() {
    try {
      udp = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      tcp = new ServerSocket(udp.getLocalPort(), 10, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start("name-server-udp", this::serveUdp);
    start("name-server-tcp", this::serveTcp);
  }

  /** As {@code recado.smtp.dns-servers} takes it. */
  public String address() {
    return "127.0.0.1:" + udp.getLocalPort();
  }

  /** In strings of at most 255 octets, as such records are. */
  public NameServer publish(String name, String text) {
    var strings = new ArrayList<String>();
    for (int i = 0; i < text.length(); i += 255) {
      strings.add(text.substring(i, Math.min(text.length(), i + 255)));
    }
    records.put(key(name), List.of(new TXTRecord(name(name), DClass.IN, TTL, strings)));
    return this;
  }

  public NameServer alias(String name, String target) {
    records.put(key(name), List.of(new CNAMERecord(name(name), DClass.IN, TTL, name(target))));
    return this;
  }

  /** From now on it fails with this code; {@link Rcode#NOERROR} for not at all. */
  public void failWith(int code) {
    rcode = code;
  }

  public void silence(boolean on) {
    silent = on;
  }

  public int asked() {
    return asked.get();
  }

  private Message answer(byte[] query, int most) throws IOException {
    asked.incrementAndGet();
    var question = new Message(query);
    var answer = new Message(question.getHeader().getID());
    answer.getHeader().setFlag(Flags.QR);
    answer.getHeader().setFlag(Flags.RA);
    answer.addRecord(question.getQuestion(), Section.QUESTION);
    answer.getHeader().setRcode(rcode);
    if (rcode == Rcode.NOERROR) {
      var found = records.get(key(question.getQuestion().getName().toString(true)));
      if (found == null) {
        answer.getHeader().setRcode(Rcode.NXDOMAIN);
      } else {
        found.forEach(record -> answer.addRecord(record, Section.ANSWER));
      }
    }
    if (answer.toWire().length > most) {
      answer.removeAllRecords(Section.ANSWER);
      answer.getHeader().setFlag(Flags.TC);
    }
    return answer;
  }

  private void serveUdp() throws IOException {
    while (!udp.isClosed()) {
      var packet = new DatagramPacket(new byte[4_096], 4_096);
      udp.receive(packet);
      if (!silent) {
        byte[] query = Arrays.copyOf(packet.getData(), packet.getLength());
        byte[] answer = answer(query, 512).toWire();
        udp.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
      }
    }
  }

  private void serveTcp() throws IOException {
    while (!tcp.isClosed()) {
      try (var client = tcp.accept()) {
        var in = new DataInputStream(client.getInputStream());
        byte[] query = new byte[in.readUnsignedShort()];
        in.readFully(query);
        byte[] answer = answer(query, 65_535).toWire();
        var out = new DataOutputStream(client.getOutputStream());
        out.writeShort(answer.length);
        out.write(answer);
        out.flush();
      }
    }
  }

  /** What a thread does until its socket is closed. */
  private interface Service {
    void run() throws IOException;
  }

  private static void start(String name, Service service) {
    var thread =
        new Thread(
            () -> {
              try {
                service.run();
              } catch (IOException e) {
                // closed
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static Name name(String text) {
    try {
      return Name.fromString(text, Name.root);
    } catch (TextParseException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  @Override
  public void close() {
    udp.close();
    try {
      tcp.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
