package org.recado.smpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.recado.lab.bank.LabCertificates;
import org.recado.message.Msisdn;
import org.recado.message.SmsText;
import org.recado.receipt.Receipt;
import org.recado.receipt.ReceiptParser;
import org.recado.receipt.ReceiptState;
import org.recado.trial.SmppSettings;
import tools.jackson.databind.JsonNode;

/** Against node-smpp, an SMSC nobody here wrote: what it understands is what we meant. */
class NodeSmppPeerTest {

  private static final Msisdn FIRM = Msisdn.of("34910000001");
  private static final Msisdn CLIENT = Msisdn.of("34600111222");

  private final List<DeliverSm> delivered = new CopyOnWriteArrayList<>();
  @TempDir private Path folder;

  @BeforeAll
  static void installed() {
    assumeTrue(NodeSmpp.isInstalled(), "npm install in lab/peers/node-smpp first");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void textsReceiptsAndRepliesPass(boolean tls) throws Exception {
    var certificates = LabCertificates.in(folder, Clock.systemUTC());
    try (var smsc = new NodeSmpp(tls ? certificates : null, false)) {
      var lines = new ArrayList<>(List.of("port=" + smsc.port(), "window=50"));
      if (tls) {
        lines.add("tls.enabled=true");
        lines.add("tls.trust=" + certificates.authority());
      }
      var connections = bound(lines.toArray(String[]::new));
      try {
        for (String text : List.of("Hola, 5 € {ñ}", "más 😀", "x".repeat(200), "é€á".repeat(40))) {
          var sms = connections.encode("one", new SmsText(text));
          for (SubmitSm pdu : sms.submits(FIRM, CLIENT, 7)) {
            assertThat(connections.submit("one", pdu).get(10, TimeUnit.SECONDS))
                .isInstanceOf(SubmitResult.Accepted.class);
          }
          int parts = sms.segments().size();
          await().until(() -> understood(smsc, text, parts));
        }
        int count = smsc.submits().size();
        await().until(() -> delivered.size() == 2 * count);
        var receipts =
            delivered.stream().map(ReceiptParser::parse).flatMap(Optional::stream).toList();
        assertThat(receipts).hasSize(count).extracting(Receipt::state).containsOnly(ReceiptState.DELIVRD);
        assertThat(receipts.stream().map(Receipt::id).sorted())
            .containsExactlyElementsOf(
                smsc.submits().stream().map(submit -> submit.get("id").asString()).sorted().toList());
        assertThat(delivered.stream().filter(pdu -> ReceiptParser.parse(pdu).isEmpty()))
            .allSatisfy(pdu -> assertThat(UserData.parse(pdu).text()).contains("Sí, mañana 😀"));
      } finally {
        connections.stop();
      }
    }
  }

  /** The parts, in their order, put together as node-smpp decoded them. */
  private static boolean understood(NodeSmpp smsc, String text, int parts) {
    var last = smsc.submits();
    if (last.size() < parts) {
      return false;
    }
    var whole = new StringBuilder();
    for (JsonNode submit : last.subList(last.size() - parts, last.size())) {
      whole.append(submit.path("text").asString(""));
    }
    return whole.toString().equals(text);
  }

  @Test
  void aValidityIsReadAsTheMomentItIs() throws Exception {
    try (var smsc = new NodeSmpp(null, false)) {
      var connections = bound("port=" + smsc.port());
      try {
        var until = Instant.parse("2027-05-12T08:00:00Z");
        var options = new SubmitOptions(1, Optional.empty(), Optional.of(until), false, false);
        var pdu =
            connections.encode("one", new SmsText("hola")).submits(FIRM, CLIENT, 0, options).get(0);
        assertThat(connections.submit("one", pdu).get(10, TimeUnit.SECONDS))
            .isInstanceOf(SubmitResult.Accepted.class);
        await().until(() -> smsc.submits().size() == 1);
        assertThat(smsc.submits().get(0).get("validity").asString()).contains("2027");
      } finally {
        connections.stop();
      }
    }
  }

  @Test
  void sarAndPayloadAreUnderstood() throws Exception {
    for (LongForm form : List.of(LongForm.SAR, LongForm.PAYLOAD)) {
      try (var smsc = new NodeSmpp(null, false)) {
        var connections =
            bound(
                "port=" + smsc.port(),
                "encoding.long-texts=" + form.name().toLowerCase(java.util.Locale.ROOT));
        try {
          String text = "y".repeat(300);
          var pdus = connections.encode("one", new SmsText(text)).submits(FIRM, CLIENT, 5);
          for (SubmitSm pdu : pdus) {
            assertThat(connections.submit("one", pdu).get(10, TimeUnit.SECONDS))
                .isInstanceOf(SubmitResult.Accepted.class);
          }
          await().until(() -> understood(smsc, text, pdus.size()));
          if (form == LongForm.SAR) {
            assertThat(smsc.submits().get(1).get("sar").toString()).isEqualTo("[5,2,2]");
          }
        } finally {
          connections.stop();
        }
      }
    }
  }

  private JsmppConnections bound(String... lines) {
    var connections =
        new JsmppConnections(
            SmppSettings.of("one", lines),
            (connection, pdu) -> delivered.add(pdu),
            new Random(1),
            new SimpleMeterRegistry());
    connections.start();
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> connections.bound().getOrDefault("one", false));
    return connections;
  }
}
