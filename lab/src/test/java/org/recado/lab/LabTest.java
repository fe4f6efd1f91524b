package org.recado.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabTest {

  @Test
  void everyPartListensWhereItSaysAndIsGoneAfterClose() throws Exception {
    List<Integer> ports;
    try (var lab = Lab.start(LabSettings.test())) {
      ports =
          List.of(
              lab.postgres().port(),
              lab.directory().port(),
              lab.mail().smtpPort(),
              lab.mail().imapPort(),
              lab.smsc().port());
      assertThat(ports).doesNotHaveDuplicates().allMatch(LabTest::listens);
      assertThat(lab.gatewayProperties())
          .containsEntry("recado.smpp.connections[0].port", Integer.toString(lab.smsc().port()))
          .containsEntry("spring.datasource.url", lab.postgres().jdbcUrl());
    }
    assertThat(ports).noneMatch(LabTest::listens);
  }

  private static boolean listens(int port) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
