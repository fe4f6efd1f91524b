package org.recado.smpp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.recado.lab.bank.LabCertificates;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The SMSC of {@code lab/peers/node-smpp} as a child process. */
final class NodeSmpp implements AutoCloseable {

  private final Process process;
  private final List<JsonNode> submits = new CopyOnWriteArrayList<>();
  private final int port;

  NodeSmpp(@Nullable LabCertificates tls, boolean quiet) throws IOException {
    var command = new ArrayList<>(List.of("node", "smsc.js"));
    if (tls != null) {
      command.add(tls.serverCertificate().toString());
      command.add(tls.serverKey().toString());
    }
    var builder = new ProcessBuilder(command).directory(folder().toFile());
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("QUIET", quiet ? "1" : "0");
    process = builder.start();
    var out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String ready = out.readLine();
    if (ready == null || !ready.startsWith("ready ")) {
      throw new IOException("node-smpp did not start: npm install in lab/peers/node-smpp");
    }
    port = Integer.parseInt(ready.substring(6));
    var reader = new Thread(() -> read(out), "node-smpp-reads");
    reader.setDaemon(true);
    reader.start();
  }

  int port() {
    return port;
  }

  /** Each {@code submit_sm} as node-smpp understood it. */
  List<JsonNode> submits() {
    return List.copyOf(submits);
  }

  static boolean isInstalled() {
    return Files.isDirectory(folder().resolve("node_modules/smpp"));
  }

  private static Path folder() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(at.resolve("lab/peers"))) {
      at = Objects.requireNonNull(at.getParent(), "not started inside of the project");
    }
    return at.resolve("lab/peers/node-smpp");
  }

  private void read(BufferedReader out) {
    try {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        submits.add(JsonMapper.shared().readTree(line));
      }
    } catch (IOException e) {
      // it ended
    }
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
    }
  }
}
