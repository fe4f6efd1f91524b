package org.recado.smpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.recado.lab.bank.LabCertificates;
import org.recado.message.Msisdn;
import org.recado.trial.SmppSettings;

/** How an account is bound: sessions of every kind, hosts, TLS, pause and drain. */
@Timeout(240)
class SessionsTest {

  private static final SubmitSm HOLA =
      new SubmitSm(
          Msisdn.of("34600000001"), Msisdn.of("34600111222"), 0, 0, Octets.ofHex("686f6c61"), 1);

  private final List<AutoCloseable> toClose = new ArrayList<>();
  private final List<DeliverSm> delivered = Collections.synchronizedList(new ArrayList<>());
  private final List<String> unreadable = Collections.synchronizedList(new ArrayList<>());
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  @TempDir private Path folder;

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : toClose) {
      each.close();
    }
  }

  @ParameterizedTest
  @CsvSource({"transceiver,3.4,9,52", "transceiver,5.0,9,80", "transmitter-receiver,3.3,2,51"})
  void theBindSaysWhatTheOperatorAskedFor(String as, String version, int command, int number)
      throws Exception {
    var smsc = raw();
    Files.writeString(folder.resolve("id"), "from-file\n");
    start(
        "port=" + smsc.port(),
        "-system-id",
        "system-id-file=" + folder.resolve("id"),
        "system-type=VMA",
        "bind.as=" + as,
        "bind.version=" + version,
        "bind.address-ton=1",
        "bind.address-npi=1",
        "bind.address-range=^34");
    Octets bind = smsc.acceptAnyBind();
    assertThat(Pdus.commandId(bind)).isIn(command, command == 2 ? 1 : command);
    var fields = PduFields.of(bind);
    assertThat(fields)
        .containsEntry("system_id", "from-file")
        .containsEntry("password", "secret")
        .containsEntry("system_type", "VMA")
        .containsEntry("interface_version", number)
        .containsEntry("addr_ton", 1)
        .containsEntry("addr_npi", 1)
        .containsEntry("address_range", "^34");
  }

  @Test
  void aPairSendsOverItsTransmitterAndHearsOverItsReceiver() throws Exception {
    try (var one = raw();
        var two = raw()) {
      var connections = start("hosts[0]=127.0.0.1:" + one.port(), "bind.as=transmitter-receiver");
      Octets first = one.acceptAnyBind();
      two.adopt(one);
      one.acceptAnyBind();
      awaitBound(connections);
      var transmitter = Pdus.commandId(first) == 2 ? two : one;
      var receiver = transmitter == two ? one : two;
      await().until(() -> connections.binds().stream().allMatch(BindStatus::bound));
      var sent = connections.submit("one", HOLA);
      Octets submit = transmitter.read(Commands.SUBMIT_SM);
      transmitter.write(
          RawSmsc.pdu(Commands.SUBMIT_SM_RESP, 0, Pdus.sequenceNumber(submit), "3700"));
      assertThat(sent.get(60, TimeUnit.SECONDS)).isEqualTo(new SubmitResult.Accepted("7"));
      receiver.write(JsmppConnectionsTest.deliverSm(5, "61", ""));
      assertThat(Pdus.commandStatus(receiver.read(0x80000005))).isZero();
      assertThat(delivered).hasSize(1);
      assertThat(connections.binds())
          .extracting(BindStatus::name)
          .containsExactly("one-1-tx", "one-1-rx");
      assertThat(meters.get("recado.smpp.bind.bound").tag("bind", "one-1-rx").gauge().value())
          .isEqualTo(1);
    }
  }

  @Test
  void severalSessionsShareTheWork() throws Exception {
    try (var one = raw();
        var two = raw()) {
      var connections = start("port=" + one.port(), "bind.count=2", "window=1");
      one.acceptAnyBind();
      two.adopt(one);
      one.acceptAnyBind();
      await().until(() -> connections.room("one") == 2);
      var sent = List.of(connections.submit("one", HOLA), connections.submit("one", HOLA));
      one.read(Commands.SUBMIT_SM);
      two.read(Commands.SUBMIT_SM);
      assertThat(sent).noneMatch(CompletableFuture::isDone);
      assertThat(connections.room("one")).isZero();
    }
  }

  @Test
  void theNextHostIsTriedWhenOneDoesNotAnswerAndTheFirstAgainLater() throws Exception {
    int gone;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      gone = free.getLocalPort();
    }
    var second = raw();
    var connections = start("hosts[0]=127.0.0.1:" + gone, "hosts[1]=127.0.0.1:" + second.port());
    second.acceptAnyBind();
    awaitBound(connections);
    assertThat(connections.binds().get(0).host()).isEqualTo("127.0.0.1:" + second.port());
    try (var first = new RawSmsc(gone)) {
      second.cut();
      first.acceptAnyBind();
      awaitBound(connections);
      assertThat(connections.binds().get(0).host()).isEqualTo("127.0.0.1:" + gone);
    }
  }

  @Test
  void anAnswerThatComesTooLateIsStillHeard() throws Exception {
    var smsc = raw();
    var connections = start("port=" + smsc.port(), "response-timeout=200ms");
    smsc.acceptAnyBind();
    awaitBound(connections);
    var result = connections.submit("one", HOLA);
    Octets submit = smsc.read(Commands.SUBMIT_SM);
    var none = (SubmitResult.NoAnswer) result.get(60, TimeUnit.SECONDS);
    assertThat(none.late()).isNotDone();
    assertThat(connections.room("one")).as("the link is asked first").isZero();
    smsc.write(RawSmsc.pdu(Commands.SUBMIT_SM_RESP, 0, Pdus.sequenceNumber(submit), "3900"));
    assertThat(none.late().get(60, TimeUnit.SECONDS)).isEqualTo(new SubmitResult.Accepted("9"));
  }

  @Test
  void aPausedConnectionSendsNothingButHearsAndADrainedOneIsUnbound() throws Exception {
    var smsc = raw();
    var connections = start("port=" + smsc.port());
    smsc.acceptAnyBind();
    awaitBound(connections);
    connections.pause("one");
    assertThat(connections.room("one")).isZero();
    assertThat(connections.submit("one", HOLA).get(60, TimeUnit.SECONDS))
        .isInstanceOf(SubmitResult.NotSent.class);
    smsc.write(JsmppConnectionsTest.deliverSm(5, "61", ""));
    assertThat(Pdus.commandStatus(smsc.read(0x80000005))).isZero();
    connections.resume("one");
    var sent = connections.submit("one", HOLA);
    var submit = smsc.read(Commands.SUBMIT_SM);
    var draining = new Thread(() -> connections.drain("one"));
    draining.start();
    // what is under way ends first
    await().until(() -> connections.room("one") == 0);
    smsc.write(RawSmsc.pdu(Commands.SUBMIT_SM_RESP, 0, Pdus.sequenceNumber(submit), "3100"));
    assertThat(sent.get(60, TimeUnit.SECONDS)).isEqualTo(new SubmitResult.Accepted("1"));
    var unbind = smsc.read(0x06);
    smsc.write(RawSmsc.pdu(0x80000006, 0, Pdus.sequenceNumber(unbind), ""));
    draining.join(10_000);
    await().until(() -> !connections.binds().get(0).bound());
    connections.resume("one");
    smsc.acceptAnyBind();
    awaitBound(connections);
    assertThat(connections.room("one")).isEqualTo(10);
  }

  @Test
  void aSilentSessionIsBoundAnewWhereTheOperatorClosesThem() throws Exception {
    var smsc = raw();
    var connections = start("port=" + smsc.port(), "inactivity-timeout=100ms");
    smsc.acceptAnyBind();
    awaitBound(connections);
    var unbind = smsc.read(0x06);
    smsc.write(RawSmsc.pdu(0x80000006, 0, Pdus.sequenceNumber(unbind), ""));
    smsc.acceptAnyBind();
    await().until(() -> connections.binds().get(0).links() == 2);
  }

  @Test
  void aMessageThatCannotBeReadIsKeptAndNotSentForEver() throws Exception {
    var smsc = raw();
    var connections = start("port=" + smsc.port());
    smsc.acceptAnyBind();
    awaitBound(connections);
    // no NUL anywhere
    smsc.write(RawSmsc.pdu(Commands.DELIVER_SM, 0, 3, "41".repeat(40)));
    Octets answer = smsc.read(0x80000005);
    assertThat(Pdus.commandStatus(answer)).isZero();
    assertThat(unreadable).singleElement().asString().contains("no NUL").doesNotContain("AAAA");
    assertThat(meters.counter("recado.smpp.unreadable", "connection", "one").count()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "digits,34600000001,34600111222",
    "plus,+34600000001,+34600111222",
    "zeros,0034600000001,0034600111222",
    "national,600000001,600111222"
  })
  void numbersAreWrittenAsTheOperatorWantsThem(String form, String source, String destination)
      throws Exception {
    var connections =
        start(
            "port=1",
            "addresses.source-form=" + form,
            "addresses.dest-form=" + form,
            "addresses.source-ton=2",
            "addresses.dest-npi=8",
            "addresses.country-code=34");
    assertThat(PduFields.of(connections.encode("one", HOLA)))
        .containsEntry("source_addr", source)
        .containsEntry("destination_addr", destination)
        .containsEntry("source_addr_ton", 2)
        .containsEntry("source_addr_npi", 1)
        .containsEntry("dest_addr_ton", 1)
        .containsEntry("dest_addr_npi", 8);
  }

  @ParameterizedTest
  @CsvSource({
    "1,34600111222,34600111222",
    "1,+34600111222,34600111222",
    "0,0034600111222,34600111222",
    "2,600111222,34600111222",
    "2,0600111222,34600111222",
    "3,22000,22000",
    "5,Banco,Banco"
  })
  void numbersAreReadHoweverTheyCome(int ton, String came, String read) {
    var addresses =
        new AddressSettings(
            1, 1, AddressSettings.Form.DIGITS, 1, 1, AddressSettings.Form.DIGITS, "34");
    assertThat(addresses.read(ton, came)).isEqualTo(read);
  }

  // ---- TLS

  @Test
  void insideTlsWithAnOwnAuthorityAndACertificateOfOurs() throws Exception {
    var ours = LabCertificates.in(folder.resolve("pki"), Clock.systemUTC());
    try (var smsc = new TlsSmsc(ours, true)) {
      var connections =
          start(
              "port=" + smsc.port(),
              "tls.enabled=true",
              "tls.trust=" + ours.authority(),
              "tls.certificate=" + ours.serverCertificate(),
              "tls.private-key=" + ours.serverKey());
      smsc.raw.acceptAnyBind();
      awaitBound(connections);
      assertThat(((SSLSocket) smsc.raw.link()).getSession().getPeerCertificates()).isNotEmpty();
      var sent = connections.submit("one", HOLA);
      Octets submit = smsc.raw.read(Commands.SUBMIT_SM);
      smsc.raw.write(RawSmsc.pdu(Commands.SUBMIT_SM_RESP, 0, Pdus.sequenceNumber(submit), "3100"));
      assertThat(sent.get(60, TimeUnit.SECONDS)).isEqualTo(new SubmitResult.Accepted("1"));
    }
  }

  @Test
  void aServerOfAnUnknownAuthorityOrAnotherNameGetsNoPassword() throws Exception {
    var ours = LabCertificates.in(folder.resolve("pki"), Clock.systemUTC());
    var others = LabCertificates.in(folder.resolve("others"), Clock.systemUTC());
    for (String line :
        List.of(
            "tls.trust=" + others.authority(),
            "tls.trust=" + ours.authority() + ";tls.server-name=smsc.operator.example")) {
      try (var smsc = new TlsSmsc(ours, false)) {
        var lines = new ArrayList<>(List.of("port=" + smsc.port(), "tls.enabled=true"));
        lines.addAll(List.of(line.split(";", -1)));
        var connections = start(lines.toArray(String[]::new));
        smsc.refuse();
        await().until(() -> !connections.binds().get(0).failure().isEmpty());
        assertThat(connections.bound()).containsEntry("one", false);
        connections.stop();
      }
    }
    // the name may be left unchecked where somebody decided so
    try (var smsc = new TlsSmsc(ours, false)) {
      var unchecked =
          start(
              "port=" + smsc.port(),
              "tls.enabled=true",
              "tls.check-name=false",
              "tls.server-name=smsc.operator.example",
              "tls.trust=" + ours.authority());
      smsc.raw.acceptAnyBind();
      awaitBound(unchecked);
    }
  }

  /** The octets of {@link RawSmsc} inside TLS. */
  private static final class TlsSmsc implements AutoCloseable {
    final RawSmsc raw;
    private final SSLServerSocket socket;

    TlsSmsc(LabCertificates certificates, boolean wantsOurs) throws Exception {
      socket =
          (SSLServerSocket)
              certificates
                  .sslContext()
                  .getServerSocketFactory()
                  .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
      socket.setWantClientAuth(wantsOurs);
      raw = new RawSmsc(socket);
    }

    int port() {
      return socket.getLocalPort();
    }

    /** Takes a link whose handshake is to fail. */
    void refuse() throws IOException {
      try (Socket link = socket.accept()) {
        link.setSoTimeout(60_000);
        int octet = link.getInputStream().read();
        assertThat(octet).as("nothing of the bind").isNegative();
      } catch (IOException e) {
        assertThat(e).isNotNull(); // an alert, or the end of the stream
      }
    }

    @Override
    public void close() throws IOException {
      raw.close();
    }
  }

  // ----

  private RawSmsc raw() throws IOException {
    var smsc = new RawSmsc();
    toClose.add(0, smsc);
    return smsc;
  }

  private JsmppConnections start(String... lines) {
    var settings = SmppSettings.of("one", lines);
    var connections =
        new JsmppConnections(
            settings,
            new SmscListener() {
              @Override
              public void deliverSm(String connection, DeliverSm pdu) {
                delivered.add(pdu);
              }

              @Override
              public void unreadable(String connection, Octets pdu, String reason) {
                unreadable.add(reason);
              }
            },
            new Random(1),
            meters);
    connections.start();
    toClose.add(connections::stop);
    return connections;
  }

  private static void awaitBound(JsmppConnections connections) {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> connections.bound().getOrDefault("one", false));
  }
}
