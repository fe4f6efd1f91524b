package org.recado.e2e;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code java -jar recado-gateway.jar}, started and killed by tests. */
final class GatewayProcess implements AutoCloseable {

  private static final Path JAR = Path.of("target", "recado-gateway.jar");

  private final Process process;
  private final Path log;

  private GatewayProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts the jar and returns once it takes mail. */
  static GatewayProcess start(Map<String, String> properties, Path folder) {
    var gateway = launch(properties, folder);
    int port = Integer.parseInt(String.valueOf(properties.get("recado.smtp.port")));
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> !gateway.process.isAlive() || answers(port));
    if (!gateway.process.isAlive()) {
      throw new IllegalStateException("the gateway ended: " + gateway.log());
    }
    return gateway;
  }

  /** Starts the jar and does not wait. */
  static GatewayProcess launch(Map<String, String> properties, Path folder) {
    try {
      var log = Files.createTempFile(folder, "gateway", ".log");
      var process =
          new ProcessBuilder(command(properties, List.of()))
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      return new GatewayProcess(process, log);
    } catch (IOException e) {
      throw new IllegalStateException("the jar cannot be started", e);
    }
  }

  /** Runs a command of the jar to its end: exit status, then what it printed. */
  static Result run(Map<String, String> properties, Path folder, String... arguments) {
    return run("", properties, folder, arguments);
  }

  /** The same, with something to read on the standard input. */
  static Result run(
      String input, Map<String, String> properties, Path folder, String... arguments) {
    try {
      var process =
          new ProcessBuilder(command(properties, List.of(arguments)))
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .start();
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      }
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Result(process.waitFor(), output);
    } catch (IOException e) {
      throw new IllegalStateException("the jar cannot be started", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  record Result(int status, String output) {}

  private static List<String> command(Map<String, String> properties, List<String> arguments) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Xmx512m");
    properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
    command.add("-jar");
    command.add(JAR.toAbsolutePath().toString());
    command.addAll(arguments);
    return command;
  }

  private static boolean answers(int port) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** SIGKILL: no shutdown hook, no flush, nothing. */
  void kill() {
    process.destroyForcibly();
    waitForEnd();
  }

  /** Waits for it to end by itself, and says how. */
  int waitForEnd() {
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the gateway does not end: " + log());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
