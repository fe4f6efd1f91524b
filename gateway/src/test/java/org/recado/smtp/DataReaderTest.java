package org.recado.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DataReaderTest {

  private static final String WIRE = "a\r\n..b\r\n...\r\n.\nc\r.\r\n\r\n.\r\nNOOP\r\n";
  private static final String MAIL = "a\r\n.b\r\n..\r\n\nc\r.\r\n\r\n";

  @Test
  void whereverThePacketsEndTheMailIsTheSameAndTheNextCommandStays() throws IOException {
    for (int cut = 0; cut <= WIRE.length(); cut++) {
      var in = packets(WIRE.substring(0, cut), WIRE.substring(cut));
      assertThat(text(DataReader.read(in, 1000))).as("cut at %d", cut).isEqualTo(MAIL);
      assertThat(new String(in.readAllBytes(), StandardCharsets.US_ASCII)).isEqualTo("NOOP\r\n");
    }
  }

  @Test
  void aMailOfAnyOctetsComesOutAsItWentIn() throws IOException {
    long seed = 20_271_112L;
    var random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      var mail = new StringBuilder();
      for (int i = random.nextInt(40); i > 0; i--) {
        mail.append("\r\n.ab\0ñ\n\r".charAt(random.nextInt(9)));
      }
      mail.append("\r\n");
      String stuffed = ("\r\n" + mail).replace("\r\n.", "\r\n..").substring(2) + ".\r\n";
      int cut = random.nextInt(stuffed.length());
      var in = packets(stuffed.substring(0, cut), stuffed.substring(cut));
      assertThat(text(DataReader.read(in, 1000)))
          .as("seed %d, round %d", seed, round)
          .isEqualTo(mail.toString());
    }
  }

  @Test
  void whatIsTooLargeIsReadToItsEnd() throws IOException {
    var in = packets("x".repeat(50_000) + "\r\n.\r\n", "NOOP\r\n");
    assertThat(DataReader.read(in, 1000)).isEmpty();
    assertThat(in.readAllBytes()).hasSize(6);
  }

  @Test
  void anEndThatNeverComesIsNoMail() {
    assertThatThrownBy(() -> DataReader.read(packets("a\r\n.", ""), 1000))
        .isInstanceOf(EOFException.class);
  }

  private static BufferedInputStream packets(String one, String two) {
    return new BufferedInputStream(new SequenceInputStream(stream(one), stream(two)), 8192);
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String text(Optional<byte[]> mail) {
    return new String(mail.orElseThrow(), StandardCharsets.ISO_8859_1);
  }
}
