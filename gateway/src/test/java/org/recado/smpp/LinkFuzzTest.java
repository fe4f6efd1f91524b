package org.recado.smpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.recado.message.Msisdn;
import org.recado.receipt.ReceiptParser;
import org.recado.trial.SmppSettings;

/**
 * Damaged and hostile PDUs over a bound link: the link answers or closes, is bound again, and goes
 * on working. So many as the property {@code recado.fuzz} says, 20,000 by default, 1,000,000 for
 * the whole run; the seed is {@code recado.seed}.
 */
class LinkFuzzTest {

  private static final int PDUS = Integer.getInteger("recado.fuzz", 20_000);
  private static final long SEED = Long.getLong("recado.seed", System.nanoTime());

  private static final SubmitSm HOLA =
      new SubmitSm(
          Msisdn.of("34600000001"), Msisdn.of("34600111222"), 0, 0, Octets.ofHex("686f6c61"), 1);

  private static final List<Integer> COMMANDS =
      List.of(
          0x05,
          0x05,
          0x05,
          0x05,
          0x103,
          0x103,
          0x80000004,
          0x80000004,
          0x80000000,
          0x15,
          0x80000015,
          0x102,
          0x0b,
          0x04,
          0x21,
          0x80000009,
          0x80000006,
          0x0666,
          0x7fffffff,
          0);

  private final Random random = new Random(SEED);
  private final AtomicLong kept = new AtomicLong();
  private final AtomicLong unreadable = new AtomicLong();
  private final AtomicLong answers = new AtomicLong();

  @Test
  void whateverIsSentTheLinkGoesOn() throws Exception {
    int threadsBefore = Thread.activeCount();
    try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout(60_000);
      var connections =
          new JsmppConnections(
              SmppSettings.of(
                  "one",
                  "port=" + server.getLocalPort(),
                  "response-timeout=5s",
                  "reconnect-min=1ms",
                  "reconnect-max=5ms"),
              listener(),
              new Random(1),
              new SimpleMeterRegistry());
      connections.start();
      try {
        int sent = 0;
        int links = 0;
        while (sent < PDUS) {
          try (Socket link = accept(server)) {
            sent += flood(link, PDUS - sent);
            links++;
          }
        }
        assertThat(worksStill(connections, server)).isInstanceOf(SubmitResult.Accepted.class);
        System.out.printf(
            "fuzz: %d PDUs over %d links, seed %d: %d kept, %d unreadable, %d answers%n",
            sent, links, SEED, kept.get(), unreadable.get(), answers.get());
        assertThat(kept.get()).isPositive();
        assertThat(unreadable.get()).isPositive();
      } finally {
        connections.stop();
      }
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> assertThat(Thread.activeCount()).isLessThanOrEqualTo(threadsBefore + 10));
  }

  private SmscListener listener() {
    return new SmscListener() {
      @Override
      public void deliverSm(String connection, DeliverSm pdu) {
        // what the gateway does with it first
        var unusedReceipt = ReceiptParser.parse(pdu);
        var unusedText = UserData.parse(pdu).text();
        kept.incrementAndGet();
      }

      @Override
      public void unreadable(String connection, Octets pdu, String reason) {
        unreadable.incrementAndGet();
      }
    };
  }

  private Socket accept(ServerSocket server) throws IOException {
    var link = server.accept();
    link.setSoTimeout(60_000);
    var bind = pdu(new DataInputStream(link.getInputStream()));
    link.getOutputStream()
        .write(
            RawSmsc.pdu(
                    Pdus.commandId(bind) | Commands.RESPONSE, 0, Pdus.sequenceNumber(bind), "7400")
                .toArray());
    return link;
  }

  /** Sends until the link is closed or so many are sent; returns how many were. */
  private int flood(Socket link, int most) {
    var reader = new Thread(() -> drain(link), "fuzz-reads");
    reader.setDaemon(true);
    reader.start();
    int sent = 0;
    try {
      OutputStream out = new BufferedOutputStream(link.getOutputStream(), 16_384);
      while (sent < most) {
        sent++;
        Octets pdu = hostile();
        out.write(pdu.toArray());
        if (ends(pdu)) {
          break;
        }
      }
      out.flush();
      link.shutdownOutput();
      reader.join(20_000);
    } catch (IOException e) {
      return sent; // it hung up on us, as it may
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return sent;
  }

  /** After a length that cannot be, nothing more is in step. */
  private static boolean ends(Octets pdu) {
    return pdu.length() < 16
        || ByteBuffer.wrap(pdu.toArray()).getInt() != pdu.length()
        || Pdus.commandId(pdu) == 0x06;
  }

  private void drain(Socket link) {
    try {
      var in = new DataInputStream(link.getInputStream());
      while (true) {
        pdu(in);
        answers.incrementAndGet();
      }
    } catch (IOException e) {
      // the end of the link
    }
  }

  private static Octets pdu(DataInputStream in) throws IOException {
    int length = in.readInt();
    byte[] rest = new byte[length - 4];
    in.readFully(rest);
    return Octets.of(ByteBuffer.allocate(length).putInt(length).put(rest).array());
  }

  /** A good PDU, mostly damaged: octets changed, fields that lie, parameters that overrun. */
  private Octets hostile() {
    int command = COMMANDS.get(random.nextInt(COMMANDS.size()));
    byte[] body = new byte[random.nextInt(90)];
    random.nextBytes(body);
    Octets pdu = RawSmsc.pdu(command, oneIn(3) ? 0 : random.nextInt(), random.nextInt(), "");
    if (oneIn(2)) {
      pdu = JsmppConnectionsTest.deliverSm(random.nextInt(), hex(body, 40), hex(body, 90));
    } else {
      pdu = pdu.plus(Octets.of(body));
    }
    byte[] octets = pdu.toArray();
    for (int i = random.nextInt(4); i > 0 && octets.length > 16; i--) {
      octets[16 + random.nextInt(octets.length - 16)] = (byte) random.nextInt();
    }
    ByteBuffer.wrap(octets).putInt(octets.length);
    if (oneIn(2_000)) {
      int[] lengths = {0, 1, 15, Integer.MIN_VALUE, Integer.MAX_VALUE, 70_001, -1};
      ByteBuffer.wrap(octets).putInt(lengths[random.nextInt(lengths.length)]);
    } else if (oneIn(3_000)) {
      ByteBuffer.wrap(octets).putInt(octets.length + 5); // ends in the middle
    } else if (oneIn(5_000)) {
      return RawSmsc.pdu(0x06, 0, 7, "");
    }
    return Octets.of(octets);
  }

  private String hex(byte[] octets, int most) {
    return Octets.of(octets).slice(0, Math.min(octets.length, random.nextInt(most + 1))).hex();
  }

  private boolean oneIn(int chances) {
    return random.nextInt(chances) == 0;
  }

  private SubmitResult worksStill(JsmppConnections connections, ServerSocket server)
      throws Exception {
    try (Socket link = accept(server)) {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> connections.bound().getOrDefault("one", false));
      var result = connections.submit("one", HOLA);
      var in = new DataInputStream(link.getInputStream());
      Octets submit = pdu(in);
      while (Pdus.commandId(submit) != Commands.SUBMIT_SM) {
        submit = pdu(in);
      }
      link.getOutputStream()
          .write(
              RawSmsc.pdu(Commands.SUBMIT_SM_RESP, 0, Pdus.sequenceNumber(submit), "3100")
                  .toArray());
      return result.get(10, java.util.concurrent.TimeUnit.SECONDS);
    }
  }
}
