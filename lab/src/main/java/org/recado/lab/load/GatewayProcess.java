package org.recado.lab.load;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * The packaged gateway as a process of its own, configured by a file. Can be killed as the machine
 * would, and started again. Ends with the JVM that started it, unless that is killed.
 */
public final class GatewayProcess implements AutoCloseable {

  private final Process process;
  private final Path log;
  private final String console;

  private GatewayProcess(Process process, Path log, String console) {
    this.process = process;
    this.log = log;
    this.console = console;
  }

  /**
   * Starts it; see {@link #awaitReady}.
   *
   * @param jar {@code recado-gateway.jar}
   * @param properties its configuration, which must name {@code server.port}
   * @param folder for its configuration and its log, also its working directory
   * @param jvm options for the JVM, such as {@code -Xmx512m}
   */
  public static GatewayProcess start(
      Path jar, Map<String, String> properties, Path folder, List<String> jvm) throws IOException {
    Path configuration = folder.resolve("lab.properties");
    var all = new Properties();
    all.putAll(properties);
    try (BufferedWriter out = Files.newBufferedWriter(configuration)) {
      all.store(out, "Points the gateway at the lab");
    }
    Path log = folder.resolve("gateway.log");
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    command.addAll(
        List.of(
            "-jar",
            jar.toAbsolutePath().toString(),
            "--spring.config.additional-location=file:" + configuration.toAbsolutePath()));
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "ends-gateway"));
    return new GatewayProcess(process, log, "http://127.0.0.1:" + properties.get("server.port"));
  }

  /**
   * Waits until it says that it is ready.
   *
   * @return how long that took
   * @throws IllegalStateException if it ends before, or is not ready in time; names its log
   */
  public Duration awaitReady(Duration timeout) throws IOException, InterruptedException {
    long start = System.nanoTime();
    URL readiness = URI.create(console + "/actuator/health/readiness").toURL();
    while (System.nanoTime() - start < timeout.toNanos()) {
      if (answers(readiness)) {
        return Duration.ofNanos(System.nanoTime() - start);
      }
      if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException(
            "the gateway ended with " + process.exitValue() + ", see " + log);
      }
    }
    throw new IllegalStateException(
        "the gateway is not ready after " + timeout.toSeconds() + " s, see " + log);
  }

  /** Everything it has written, standard output and error. */
  public Path log() {
    return log;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Ends it without a chance to tidy up: SIGKILL. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Ends it as an operator would: SIGTERM, and SIGKILL if it does not heed that. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static boolean answers(URL readiness) {
    try {
      var connection = (HttpURLConnection) readiness.openConnection();
      connection.setConnectTimeout(1000);
      connection.setReadTimeout(5000);
      if (connection.getResponseCode() != 200) {
        return false;
      }
      try (InputStream body = connection.getInputStream()) {
        return body.readAllBytes().length > 0;
      }
    } catch (IOException e) {
      return false;
    }
  }
}
