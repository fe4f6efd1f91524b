package org.recado.lab.load;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/**
 * A Postfix to compare with: it relays to {@code smtp-sink(1)}, which keeps nothing, as Recado
 * relays to the SMSC simulator. Run by {@code peers/postfix.sh}; wants root.
 */
final class PostfixPeer implements Closeable {

  private final Path script;
  private final Path folder;
  private final Process sink;
  private final int port;

  private PostfixPeer(Path script, Path folder, Process sink, int port) {
    this.script = script;
    this.folder = folder;
    this.sink = sink;
    this.port = port;
  }

  /** Empty where Postfix or the script is not there, or this is not root. */
  static Optional<PostfixPeer> start(Path peers, Path folder)
      throws IOException, InterruptedException {
    Path script = peers.resolve("postfix.sh");
    Optional<Path> sink = Tools.find("smtp-sink");
    boolean root = "root".equals(System.getProperty("user.name"));
    if (sink.isEmpty() || Tools.find("postfix").isEmpty() || !root || !Files.exists(script)) {
      return Optional.empty();
    }
    int sinkPort = Tools.freePort();
    Path log = folder.resolve("smtp-sink.log");
    Process process =
        new ProcessBuilder(sink.get().toString(), "-u", "postfix", "127.0.0.1:" + sinkPort, "1000")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    int port = Tools.freePort();
    var peer = new PostfixPeer(script, folder.resolve("postfix"), process, port);
    try {
      peer.start(sinkPort);
    } catch (IOException e) {
      process.destroy();
      throw e;
    }
    return Optional.of(peer);
  }

  private void start(int sinkPort) throws IOException, InterruptedException {
    // its daemons run as another user, who must get to their folder through this one
    Files.setPosixFilePermissions(folder.getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));
    Tools.run(
        List.of(
            "bash",
            script.toString(),
            "start",
            folder.toString(),
            Integer.toString(port),
            Integer.toString(sinkPort)),
        folder.resolveSibling("postfix.log"));
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  @Override
  public void close() throws IOException {
    try {
      Tools.run(
          List.of("bash", script.toString(), "stop", folder.toString()),
          folder.resolveSibling("postfix.log"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      sink.destroy();
    }
  }
}
