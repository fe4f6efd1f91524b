package org.recado.smpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.recado.message.Msisdn;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Wireshark's dissector reads what we send as we meant it, and finds nothing malformed. */
class TsharkPeerTest {

  private static final Msisdn FIRM = Msisdn.of("34910000001");
  private static final Msisdn CLIENT = Msisdn.of("34600111222");

  @TempDir private Path folder;

  @BeforeAll
  static void installed() {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/tshark"))
            && Files.isExecutable(Path.of("/usr/bin/text2pcap")),
        "tshark is not installed here");
  }

  @Test
  void everyEncodingPathIsReadAsMeant() throws Exception {
    var languages = List.of(EncodingSettings.Language.values());
    var options =
        new SubmitOptions(
            3,
            Optional.of(Instant.parse("2027-05-12T07:00:00Z")),
            Optional.of(Instant.parse("2027-05-12T08:00:00Z")),
            true,
            true);
    var sent = new ArrayList<SubmitSm>();
    for (String text : List.of("hola", "5 €", "más", "ığış", "漢字", "x".repeat(400), "á".repeat(200))) {
      for (LongForm form : LongForm.values()) {
        for (var settings :
            List.of(
                EncodingSettings.of(List.of(), false, form),
                EncodingSettings.of(List.of(), true, form),
                EncodingSettings.of(languages, false, form))) {
          var sms = SmsEncoder.encode(text, settings);
          sent.addAll(sms.submits(FIRM, CLIENT, 0x1234));
          sent.addAll(sms.submits(FIRM, CLIENT, 0x1234, options));
        }
      }
    }
    var dump = new StringBuilder();
    for (int i = 0; i < sent.size(); i++) {
      var octets = SubmitSmPdu.encode(sent.get(i), i + 1, AddressSettings.INTERNATIONAL);
      for (int at = 0; at < octets.length(); at += 16) {
        var line = octets.slice(at, Math.min(at + 16, octets.length())).hex();
        dump.append("%06x ".formatted(at)).append(line.replaceAll("..", "$0 ")).append('\n');
      }
      dump.append('\n');
    }
    var packets = decode(dump.toString());
    assertThat(packets).hasSize(sent.size());
    for (int i = 0; i < sent.size(); i++) {
      String whole = packets.get(i).toString();
      assertThat(whole).as("packet %d", i).doesNotContain("_ws.malformed");
      var smpp = packets.get(i).at("/_source/layers/smpp");
      assertThat(smpp.isMissingNode()).as("packet %d", i).isFalse();
      var pdu = sent.get(i);
      assertThat(text(smpp, "smpp.sequence_number")).isEqualTo(Integer.toString(i + 1));
      assertThat(text(smpp, "smpp.source_addr")).isEqualTo(FIRM.digits());
      assertThat(text(smpp, "smpp.destination_addr")).isEqualTo(CLIENT.digits());
      assertThat(text(smpp, "smpp.sm_length"))
          .isEqualTo(Integer.toString(pdu.shortMessage().length()));
      assertThat(Integer.decode(text(smpp, "smpp.priority_flag"))).isEqualTo(pdu.options().priority());
    }
  }

  private static String text(JsonNode layer, String field) {
    return layer.path(field).asString("");
  }

  private List<JsonNode> decode(String dump) throws IOException, InterruptedException {
    Path hex = Files.writeString(folder.resolve("pdus.txt"), dump, StandardCharsets.US_ASCII);
    Path pcap = folder.resolve("pdus.pcap");
    run("text2pcap", "-q", "-T", "40000,2775", hex.toString(), pcap.toString());
    Path json = folder.resolve("pdus.json");
    var process =
        new ProcessBuilder("tshark", "-r", pcap.toString(), "-T", "json", "-o",
                "tcp.analyze_sequence_numbers:FALSE", "-d", "tcp.port==2775,smpp")
            .redirectOutput(json.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    var packets = new ArrayList<JsonNode>();
    JsonMapper.shared().readTree(Files.readString(json)).forEach(packets::add);
    return packets;
  }

  private static void run(String... command) throws IOException, InterruptedException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }
}
