package org.recado.assembly;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.recado.settings.MistakenSettings;
import org.recado.smtp.ListenerTls;
import org.recado.smtp.SmtpProperties;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.PlaceholderResolutionException;

/**
 * Looks, before anything is started, whether what the configuration names is there: the database,
 * the ports, the certificate, the HSM. All of it, so that one start tells an operator everything.
 */
final class Surroundings {

  private final List<String> mistakes = new ArrayList<>();

  private Surroundings() {}

  /**
   * @param smtp the listener's settings, {@link SmtpProperties}; null if they could not be read
   * @param archive the archive's settings, {@link ArchiveProperties}; null if they could not be
   */
  static List<String> mistakesIn(
      ConfigurableEnvironment environment, @Nullable Object smtp, @Nullable Object archive) {
    var look = new Surroundings();
    try {
      look.database(DatabaseSettings.of(environment));
    } catch (PlaceholderResolutionException e) {
      // told with the configuration
    }
    if (smtp instanceof SmtpProperties listener) {
      look.port("recado.smtp.port", "recado.smtp.bind", listener.bind(), listener.port());
      look.port("recado.smtp.tls-port", "recado.smtp.bind", listener.bind(), listener.tlsPort());
      look.tls(listener);
    }
    if (archive instanceof ArchiveProperties settings) {
      look.hsm(settings.hsm());
    }
    look.console(environment);
    return look.mistakes;
  }

  private void database(DatabaseSettings settings) {
    if (!DatabaseSettings.isPostgres(settings.url())) {
      return;
    }
    try (var connection = settings.asUser().getConnection()) {
      mistakes.addAll(DatabaseRole.mistakesBeforeMigration(connection, settings));
    } catch (SQLException e) {
      mistakes.add(StartFailure.ofDatabase(e));
    }
  }

  private void hsm(HsmProperties settings) {
    try {
      var service = settings.service();
      if (service.isPresent()) {
        service.get().check();
      }
    } catch (IOException e) {
      mistakes.add("recado.archive.hsm: " + e.getMessage());
    }
  }

  private void console(ConfigurableEnvironment environment) {
    try {
      int port = environment.getProperty("server.port", Integer.class, 8080);
      port(
          "server.port",
          "server.address",
          environment.getProperty("server.address", "0.0.0.0"),
          port);
    } catch (IllegalArgumentException e) {
      mistakes.add("server.port: the value cannot be read; it should be a whole number");
    }
  }

  private void port(String key, String addressKey, String address, int port) {
    if (port <= 0) {
      return;
    }
    try (var probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(InetAddress.getByName(address), port));
    } catch (UnknownHostException e) {
      mistakes.add(addressKey + ": " + address + " is not an address");
    } catch (BindException e) {
      mistakes.add(whyNot(e, key, addressKey, address, port));
    } catch (IOException e) {
      mistakes.add(key + ": cannot listen on " + address + ":" + port);
    } catch (IllegalArgumentException e) {
      mistakes.add(key + ": give a port from 1 to 65535");
    }
  }

  private static String whyNot(
      BindException e, String key, String addressKey, String address, int port) {
    String reason = String.valueOf(e.getMessage());
    if (reason.startsWith("Cannot assign")) {
      return addressKey + ": " + address + " is not an address of this machine";
    }
    return reason.startsWith("Permission")
        ? "%s: this user may not listen on port %d; ports below 1024 are the system's: set another and forward to it"
            .formatted(key, port)
        : "%s: cannot listen on %s:%d, another program does; end that program, or set another port"
            .formatted(key, address, port);
  }

  private void tls(SmtpProperties listener) {
    try {
      ListenerTls.of(listener);
    } catch (MistakenSettings e) {
      mistakes.addAll(e.mistakes());
    } catch (InvalidPathException e) {
      mistakes.add("recado.smtp.certificate: is not the name of a file");
    }
  }
}
