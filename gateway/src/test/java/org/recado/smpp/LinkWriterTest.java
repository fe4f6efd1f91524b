package org.recado.smpp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LinkWriterTest {

  @Test
  void anSmscThatSendsAndNeverReadsLosesItsLinkAndNotOurMemory() {
    var failures = new AtomicInteger();
    var writer = new LinkWriter(new ByteArrayOutputStream(), failures::incrementAndGet);
    for (int i = 0; i < LinkWriter.LONGEST_QUEUE; i++) {
      writer.write(Octets.NONE, () -> true);
    }
    assertThat(failures).hasValue(0);
    writer.write(Octets.NONE, () -> true);
    assertThat(failures).hasValue(1);
  }
}
