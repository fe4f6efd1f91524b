package org.recado.archive.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.recado.archive.ledger.MerkleTree;
import org.recado.archive.retention.Schedules;
import org.recado.message.MessageId;

/**
 * The worked example of docs/archive-format.md section 8. What was written in this format must be
 * readable for as long as anything is kept: if this test fails, it is the code that is wrong.
 */
class FormatTest {

  private static final String METADATA =
      """
      {"at":"2026-03-02T08:00:00.123456Z",\
      "content":"89979c7a35d7e915bba82afa476a2dc6861eb224a0b1fced2649841a808cc0b1",\
      "format":"recado-leaf/1",\
      "id":"01936f0e-5d3c-7a61-8a0e-2f6f0d1c9b11",\
      "kind":"accepted",\
      "message":"01936f0e-5d3c-7a60-8a0e-2f6f0d1c9b11",\
      "parts":[{"digest":"cdf0adb5dd1a70c5990a3bb5ff95b4578b0eddf12acb2031547b2175366ec709",\
      "name":"text","size":7,\
      "type":"text/plain; charset=utf-8"},\
      {"digest":"b29fb6afc93889b7a457342d9d8a2f93bd35b56a8237f887a3fee50d92fdbdc8",\
      "name":"particulars","size":106,\
      "type":"application/json"}],\
      "retention":{"class":"standard","years":7}}""";

  private static final String SEALED =
      """
      b1ff46c50e492a8a1a6b0a4af5de7e597d7fd8bf16019c559a8eeaf44dcd580487136355\
      fc5e4af753e5fbc30da3fad3f01b8edf750756a7135dcb9cfd9ff87400b987706ec6cec1\
      ef2836b113bf14045f0b35fe5041132e40ed07127b514f456efd5e9a906cdbf412b26570\
      98a250a1409ae9f9ba493dbd52583779fcfc6bed0c""";

  private static final String WRAPPED =
      """
      3bedbf05b77bbbd7404142434445464748494a4b9eacabda5f117d95d1434ccaafca716e\
      60c1d23352e60098b563454baa13993ea68530b2ab33c3867d020b20c028fdd1""";

  private static final String LEAF =
      "f0747f29c5f28ebeba6e175ec418cb2afe8fa9f14fbc4397576546e83a47d657";

  private final Path folder;

  FormatTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void theWorkedExampleOfTheDocumentComesOutToTheLastByte() throws IOException {
    var sealer = new RecordSealer(key(), Schedules.STANDARD, new Counting());
    var record =
        sealer.seal(
            RecordId.of("01936f0e-5d3c-7a61-8a0e-2f6f0d1c9b11"),
            RecordDraft.about(
                    RecordKind.ACCEPTED,
                    MessageId.of("01936f0e-5d3c-7a60-8a0e-2f6f0d1c9b11"),
                    Instant.parse("2026-03-02T08:00:00.123456Z"))
                .fact(Facts.CLIENT, "+34600111222")
                .party("sender", Map.of("mail", "eva@bank.example"))
                .part("text", "Mañana"));
    String metadata = record.leaf.metadata();
    assertThat(metadata).isEqualTo(METADATA);
    assertThat(HexFormat.of().formatHex(record.sealed)).isEqualTo(SEALED);
    assertThat(HexFormat.of().formatHex(record.wrappedKey)).isEqualTo(WRAPPED);
    assertThat(MerkleTree.leaf(metadata.getBytes(StandardCharsets.UTF_8)).hex()).isEqualTo(LEAF);
    var read = new RecordReader(key()).open(record.leaf, record.sealed, record.wrappedKey);
    assertThat(read.part("text").map(Part::text)).contains("Mañana");
    assertThat(read.fact(Facts.CLIENT)).contains("+34600111222");
  }

  private ArchiveKey key() throws IOException {
    Path file = folder.resolve("key");
    byte[] octets = new byte[32];
    for (int i = 0; i < octets.length; i++) {
      octets[i] = (byte) i;
    }
    Files.write(file, octets);
    return new ArchiveKeyFile(file).load();
  }

  /** Octets 20, 21, 22… in hexadecimal, where a real one is unpredictable. */
  private static final class Counting extends SecureRandom {

    private static final long serialVersionUID = 1;

    private byte next = 0x20;

    @Override
    public void nextBytes(byte[] octets) {
      for (int i = 0; i < octets.length; i++) {
        octets[i] = next++;
      }
    }
  }
}
