package org.recado.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Where the parts of the lab listen and whether they keep anything. A port of 0 means any free one.
 *
 * @param host the address all but PostgreSQL listen on
 * @param data where everything survives a restart; empty for a lab that forgets
 * @param postgresPort of PostgreSQL, always on 127.0.0.1
 * @param ldapPort of the directory
 * @param mailSmtpPort of the bank's mail server
 * @param mailImapPort of the bank's mail server
 * @param smscPort of the SMSC simulator
 * @param pagePort of the lab page
 * @param gateway where the gateway listens, told to it and used by page and story
 * @param receiptDelay from a submit_sm to its receipt
 * @param stopsWithJvm whether the end of the JVM stops PostgreSQL
 * @param clock for times shown and recorded
 */
public record LabSettings(
    String host,
    Optional<Path> data,
    int postgresPort,
    int ldapPort,
    int mailSmtpPort,
    int mailImapPort,
    int smscPort,
    int pagePort,
    GatewayPorts gateway,
    Duration receiptDelay,
    boolean stopsWithJvm,
    Clock clock) {

  /** The fixed ports of the demo; everything kept in {@code data}. */
  public static LabSettings demo(Path data) {
    return new LabSettings(
        "127.0.0.1",
        Optional.of(data),
        5433,
        1389,
        3025,
        3143,
        2775,
        8081,
        GatewayPorts.demo(),
        Duration.ofSeconds(1),
        true,
        Clock.systemUTC());
  }

  /** Free ports everywhere, quick receipts, nothing kept. */
  public static LabSettings test() {
    return new LabSettings(
        "127.0.0.1",
        Optional.empty(),
        0,
        0,
        0,
        0,
        0,
        0,
        GatewayPorts.any(),
        Duration.ofMillis(20),
        true,
        Clock.systemUTC());
  }

  /** PostgreSQL is stopped by {@link Lab#close} alone: for who has something to close before it. */
  public LabSettings stoppedByHand() {
    return new LabSettings(
        host,
        data,
        postgresPort,
        ldapPort,
        mailSmtpPort,
        mailImapPort,
        smscPort,
        pagePort,
        gateway,
        receiptDelay,
        false,
        clock);
  }

  /**
   * Those of its fixed ports on which something listens already, so that nothing is started half.
   */
  public List<Integer> portsInUse() {
    return IntStream.of(
            postgresPort,
            ldapPort,
            mailSmtpPort,
            mailImapPort,
            smscPort,
            pagePort,
            gateway.smtp(),
            gateway.smtps(),
            gateway.console())
        .filter(port -> port != 0 && isInUse(port))
        .boxed()
        .toList();
  }

  private static boolean isInUse(int port) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  public LabSettings withGateway(GatewayPorts value) {
    return new LabSettings(
        host,
        data,
        postgresPort,
        ldapPort,
        mailSmtpPort,
        mailImapPort,
        smscPort,
        pagePort,
        value,
        receiptDelay,
        stopsWithJvm,
        clock);
  }

  public LabSettings withReceiptDelay(Duration value) {
    return new LabSettings(
        host,
        data,
        postgresPort,
        ldapPort,
        mailSmtpPort,
        mailImapPort,
        smscPort,
        pagePort,
        gateway,
        value,
        stopsWithJvm,
        clock);
  }
}
