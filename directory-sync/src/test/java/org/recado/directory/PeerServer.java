package org.recado.directory;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.util.ssl.SSLUtil;
import com.unboundid.util.ssl.TrustAllTrustManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A directory server of another maker, run by the scripts in {@code lab/peers}. */
final class PeerServer {

  private static final Path SCRIPTS = Path.of("..", "lab", "peers").toAbsolutePath().normalize();

  private final Path folder;
  private final List<String> serve;
  private final String host;
  private final int port;
  private final int tlsPort;
  private Process process;

  private PeerServer(Path folder, String host, int port, int tlsPort, String... serve)
      throws Exception {
    this.folder = folder;
    this.host = host;
    this.port = port;
    this.tlsPort = tlsPort;
    this.serve = List.of(serve);
    this.process = started();
  }

  /** A domain controller on its own loopback address, where its ports are fixed. */
  static PeerServer samba(Path folder, String address) throws Exception {
    return new PeerServer(
        folder, address, 389, 636, script("samba-ad.sh"), "serve", folder.toString());
  }

  static PeerServer openLdap(Path folder) throws Exception {
    int port = freePort();
    int tls = freePort();
    return new PeerServer(
        folder,
        "127.0.0.1",
        port,
        tls,
        script("openldap.sh"),
        "serve",
        folder.toString(),
        "" + port,
        "" + tls);
  }

  static String script(String name) {
    return SCRIPTS.resolve(name).toString();
  }

  /** Runs a script to its end. */
  static void run(String name, Object... arguments) throws Exception {
    var command = new ArrayList<>(List.of(script(name)));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    var log = Files.createTempFile("peer", ".log");
    var process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IllegalStateException(command + ": " + Files.readString(log));
    }
  }

  private Process started() throws Exception {
    var child =
        new ProcessBuilder(serve)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("serve.log").toFile())
            .start();
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              try (var probe = new LDAPConnection(host, port)) {
                return probe.getRootDSE() != null;
              } catch (LDAPException e) {
                return false;
              }
            });
    return child;
  }

  void stop() throws Exception {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }

  void start() throws Exception {
    process = started();
  }

  String url() {
    return "ldaps://" + host + ":" + tlsPort;
  }

  String plainUrl() {
    return "ldap://" + host + ":" + port;
  }

  int port() {
    return port;
  }

  String host() {
    return host;
  }

  Path folder() {
    return folder;
  }

  String authority() {
    return folder.resolve("tls/ca.pem").toString();
  }

  /** To change things there; passwords of Active Directory only travel inside TLS. */
  LDAPConnection administrator(String dn, String password) throws Exception {
    return new LDAPConnection(
        new SSLUtil(new TrustAllTrustManager()).createSSLSocketFactory(),
        host,
        tlsPort,
        dn,
        password);
  }

  static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
