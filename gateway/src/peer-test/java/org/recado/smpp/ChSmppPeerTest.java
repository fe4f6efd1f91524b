package org.recado.smpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cloudhopper.smpp.PduAsyncResponse;
import com.cloudhopper.smpp.SmppConstants;
import com.cloudhopper.smpp.SmppServerConfiguration;
import com.cloudhopper.smpp.SmppServerHandler;
import com.cloudhopper.smpp.SmppServerSession;
import com.cloudhopper.smpp.SmppSessionConfiguration;
import com.cloudhopper.smpp.impl.DefaultSmppServer;
import com.cloudhopper.smpp.impl.DefaultSmppSessionHandler;
import com.cloudhopper.smpp.pdu.BaseBind;
import com.cloudhopper.smpp.pdu.BaseBindResp;
import com.cloudhopper.smpp.pdu.PduRequest;
import com.cloudhopper.smpp.pdu.PduResponse;
import com.cloudhopper.smpp.ssl.SslConfiguration;
import com.cloudhopper.smpp.tlv.Tlv;
import com.cloudhopper.smpp.type.Address;
import com.cloudhopper.smpp.type.SmppProcessingException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.recado.lab.bank.LabCertificates;
import org.recado.message.Msisdn;
import org.recado.message.SmsText;
import org.recado.receipt.ReceiptParser;
import org.recado.trial.SmppSettings;

/** Against the SMSC of ch-smpp (Cloudhopper), plain and inside TLS, bound in each way. */
class ChSmppPeerTest {

  private static final Msisdn FIRM = Msisdn.of("34910000001");
  private static final Msisdn CLIENT = Msisdn.of("34600111222");

  private final List<DeliverSm> delivered = new CopyOnWriteArrayList<>();
  private final List<com.cloudhopper.smpp.pdu.SubmitSm> submits = new CopyOnWriteArrayList<>();
  private final List<SmppServerSession> sessions = new CopyOnWriteArrayList<>();
  private final AtomicInteger next = new AtomicInteger(0xabc0);
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "false,transceiver,3.4",
    "false,transmitter-receiver,3.3",
    "true,transceiver,3.4",
    "true,transmitter-receiver,3.4"
  })
  void textsReceiptsAndRepliesPass(boolean tls, String as, String version) throws Exception {
    var certificates = LabCertificates.in(folder, Clock.systemUTC());
    ExecutorService threads = Executors.newCachedThreadPool();
    var server = new DefaultSmppServer(configuration(tls, certificates), new Handler(), threads);
    server.start();
    try {
      var lines =
          new ArrayList<>(
              List.of(
                  "port=" + server.getConfiguration().getPort(),
                  "window=20",
                  "bind.as=" + as,
                  "bind.version=" + version));
      if (tls) {
        lines.add("tls.enabled=true");
        lines.add("tls.trust=" + certificates.authority());
      }
      var connections =
          new JsmppConnections(
              SmppSettings.of("one", lines.toArray(String[]::new)),
              (connection, pdu) -> delivered.add(pdu),
              new Random(1),
              new SimpleMeterRegistry());
      connections.start();
      try {
        await()
            .atMost(Duration.ofSeconds(20))
            .until(() -> connections.binds().stream().allMatch(BindStatus::bound));
        int count = 0;
        for (String text : List.of("Hola, 5 € {ñ}", "más 😀", "x".repeat(500))) {
          var sms = connections.encode("one", new SmsText(text));
          var parts = new ArrayList<UserData>();
          for (SubmitSm pdu : sms.submits(FIRM, CLIENT, 7)) {
            assertThat(connections.submit("one", pdu).get(10, TimeUnit.SECONDS))
                .isInstanceOf(SubmitResult.Accepted.class);
            var understood = submits.get(count++);
            assertThat(understood.getDestAddress().getAddress()).isEqualTo(CLIENT.digits());
            assertThat(understood.getSourceAddress().getAddress()).isEqualTo(FIRM.digits());
            assertThat(understood.getShortMessage()).isEqualTo(pdu.shortMessage().toArray());
            parts.add(UserData.parse(asDelivered(pdu)));
          }
          assertThat(UserData.text(parts)).contains(text);
        }
        int all = 2 * count;
        await().atMost(Duration.ofSeconds(20)).until(() -> delivered.size() == all);
        assertThat(
                delivered.stream()
                    .map(ReceiptParser::parse)
                    .flatMap(Optional::stream)
                    .map(receipt -> receipt.id()))
            .hasSize(count)
            .allSatisfy(id -> assertThat(Integer.parseInt(id)).isGreaterThan(0xabc0 - 1));
        assertThat(delivered.stream().filter(pdu -> ReceiptParser.parse(pdu).isEmpty()))
            .hasSize(count)
            .allSatisfy(pdu -> assertThat(UserData.parse(pdu).text()).contains("Sí, mañana"));
        sessions.forEach(session -> session.unbind(1000));
        // the SMSC has unbound: the account is bound anew
        await()
            .atMost(Duration.ofSeconds(20))
            .until(() -> connections.binds().stream().allMatch(bind -> bind.links() == 2));
      } finally {
        connections.stop();
      }
    } finally {
      server.stop();
      server.destroy();
      threads.shutdownNow();
    }
  }

  private static DeliverSm asDelivered(SubmitSm pdu) {
    return new DeliverSm(
        "", "", pdu.esmClass(), pdu.dataCoding(), pdu.shortMessage(), pdu.tlvs(), Octets.NONE);
  }

  private SmppServerConfiguration configuration(boolean tls, LabCertificates certificates)
      throws Exception {
    var configuration = new SmppServerConfiguration();
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      configuration.setPort(free.getLocalPort());
    }
    configuration.setHost("127.0.0.1");
    configuration.setSystemId("cloudhopper");
    configuration.setNonBlockingSocketsEnabled(true);
    configuration.setDefaultWindowSize(100);
    configuration.setDefaultRequestExpiryTimeout(10_000);
    if (tls) {
      var ssl = new SslConfiguration();
      ssl.setKeyStorePath(keyStore(certificates).toString());
      ssl.setKeyStoreType("PKCS12");
      ssl.setKeyStorePassword("secret");
      ssl.setKeyManagerPassword("secret");
      ssl.setTrustStorePath(ssl.getKeyStorePath());
      ssl.setTrustStoreType("PKCS12");
      ssl.setTrustStorePassword("secret");
      configuration.setUseSsl(true);
      configuration.setSslConfiguration(ssl);
    }
    return configuration;
  }

  private Path keyStore(LabCertificates certificates) throws Exception {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    String pem =
        Files.readString(certificates.serverKey()).replaceAll("-----[A-Z ]+-----|\\s", "");
    var key =
        KeyFactory.getInstance("EC")
            .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
    store.setKeyEntry(
        "server",
        key,
        "secret".toCharArray(),
        new Certificate[] {certificate(certificates.serverCertificate())});
    store.setCertificateEntry("authority", certificate(certificates.authority()));
    Path file = folder.resolve("server.p12");
    try (var out = Files.newOutputStream(file)) {
      store.store(out, "secret".toCharArray());
    }
    return file;
  }

  private static Certificate certificate(Path pem) throws Exception {
    try (var in = Files.newInputStream(pem)) {
      return CertificateFactory.getInstance("X.509").generateCertificate(in);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private final class Handler implements SmppServerHandler {

    @Override
    @SuppressWarnings("rawtypes") // as the library declares it
    public void sessionBindRequested(Long id, SmppSessionConfiguration configuration, BaseBind bind)
        throws SmppProcessingException {
      if (!"secret".equals(bind.getPassword())) {
        throw new SmppProcessingException(SmppConstants.STATUS_INVPASWD);
      }
    }

    @Override
    public void sessionCreated(Long id, SmppServerSession session, BaseBindResp response) {
      session.serverReady(new Session(session));
      sessions.add(session);
    }

    @Override
    public void sessionDestroyed(Long id, SmppServerSession session) {
      sessions.remove(session);
    }
  }

  private final class Session extends DefaultSmppSessionHandler {
    private final SmppServerSession session;

    Session(SmppServerSession session) {
      this.session = session;
    }

    @Override
    @SuppressWarnings("rawtypes") // as the library declares it
    public PduResponse firePduRequestReceived(PduRequest request) {
      if (!(request instanceof com.cloudhopper.smpp.pdu.SubmitSm submit)) {
        return request.createResponse();
      }
      submits.add(submit);
      int id = next.incrementAndGet();
      var response = submit.createResponse();
      // the answer in hexadecimal, the receipt in decimal
      response.setMessageId(Integer.toHexString(id));
      var delivering = new Thread(() -> deliver(submit, id), "ch-smpp-delivers");
      delivering.setDaemon(true);
      delivering.start();
      return response;
    }

    @Override
    public void fireExpectedPduResponseReceived(PduAsyncResponse response) {
      assertThat(response.getResponse().getCommandStatus()).isZero();
    }

    private void deliver(com.cloudhopper.smpp.pdu.SubmitSm submit, int id) {
      try {
        String text =
            "id:"
                + id
                + " sub:001 dlvrd:001 submit date:2705120800 done date:2705120801 stat:DELIVRD"
                + " err:000 text:";
        var receipt = deliverSm(submit, text.getBytes(StandardCharsets.US_ASCII));
        receipt.setEsmClass(SmppConstants.ESM_CLASS_MT_SMSC_DELIVERY_RECEIPT);
        receipt.addOptionalParameter(
            new Tlv(SmppConstants.TAG_MSG_STATE, new byte[] {SmppConstants.STATE_DELIVERED}));
        receiver().sendRequestPdu(receipt, 10_000, false);
        var reply = deliverSm(submit, "Sí, mañana".getBytes(StandardCharsets.UTF_16BE));
        reply.setDataCoding((byte) 8);
        receiver().sendRequestPdu(reply, 10_000, false);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    private com.cloudhopper.smpp.pdu.DeliverSm deliverSm(
        com.cloudhopper.smpp.pdu.SubmitSm submit, byte[] octets) throws Exception {
      var pdu = new com.cloudhopper.smpp.pdu.DeliverSm();
      pdu.setSourceAddress(new Address((byte) 1, (byte) 1, submit.getDestAddress().getAddress()));
      pdu.setDestAddress(new Address((byte) 1, (byte) 1, submit.getSourceAddress().getAddress()));
      pdu.setShortMessage(octets);
      return pdu;
    }

    private SmppServerSession receiver() {
      return sessions.stream()
          .filter(
              each ->
                  each.getBindType() != com.cloudhopper.smpp.SmppBindType.TRANSMITTER)
          .findFirst()
          .orElse(session);
    }
  }
}
