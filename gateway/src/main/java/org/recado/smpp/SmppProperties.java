package org.recado.smpp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The SMSC accounts.
 *
 * @param connections one for each account; none means that nothing can be sent
 */
@ConfigurationProperties("recado.smpp")
public record SmppProperties(@DefaultValue List<Connection> connections) {

  public SmppProperties {
    connections = List.copyOf(connections);
  }

  /**
   * One account, bound as a transceiver with SMPP 3.4.
   *
   * @param name how routes, metrics and the archive call it: 1 to 32 lower-case letters, digits and
   *     hyphens
   * @param host name or address of the SMSC
   * @param port TCP port of the SMSC; default 2775
   * @param systemId {@code system_id} of the account, 1 to 15 characters
   * @param password its password, at most 8 characters (SMPP 3.4 section 4.1.5); better {@code
   *     passwordFile}
   * @param passwordFile a file with the password, instead of {@code password}; read at each bind
   * @param systemType {@code system_type}, at most 12 characters; default none
   * @param window how many {@code submit_sm} may wait for their answers at once, 1 to 1000; default
   *     50
   * @param responseTimeout how long an answer may take before the message's fate counts as unknown;
   *     default 30 s
   * @param enquireLinkInterval silence after which the link is tested; a dead one is noticed after
   *     this and {@code responseTimeout}; default 30 s
   * @param bindTimeout how long connecting, and then binding, may take; default 10 s
   * @param reconnectMin wait before the first new attempt; default 1 s. Doubles with each failure
   * @param reconnectMax longest wait between attempts; default 60 s
   * @param receiveThreads how many receipts and replies are taken at the same time, 1 to 256;
   *     default 32
   * @param receiveQueue how many more may wait; beyond it the SMSC is told ESME_RTHROTTLED. Default
   *     5000
   */
  public record Connection(
      @DefaultValue("") String name,
      @DefaultValue("") String host,
      @DefaultValue("2775") int port,
      @DefaultValue("") String systemId,
      @Nullable String password,
      @Nullable Path passwordFile,
      @DefaultValue("") String systemType,
      @DefaultValue("50") int window,
      @DefaultValue("30s") Duration responseTimeout,
      @DefaultValue("30s") Duration enquireLinkInterval,
      @DefaultValue("10s") Duration bindTimeout,
      @DefaultValue("1s") Duration reconnectMin,
      @DefaultValue("60s") Duration reconnectMax,
      @DefaultValue("32") int receiveThreads,
      @DefaultValue("5000") int receiveQueue) {

    /**
     * The password, read anew each time so that a changed file needs no restart.
     *
     * @throws UncheckedIOException if the file cannot be read
     */
    String secret() {
      if (passwordFile == null) {
        return password == null ? "" : password;
      }
      try {
        return Files.readString(passwordFile, StandardCharsets.US_ASCII).strip();
      } catch (IOException e) {
        throw new UncheckedIOException("the password file of " + name + " cannot be read", e);
      }
    }

    /** Without the password. */
    @Override
    public String toString() {
      return "Connection[" + name + ", " + systemId + "@" + host + ":" + port + "]";
    }

    private List<String> problems() {
      var rules = new Rules("recado.smpp.connections[" + name + "].");
      rules.check(
          NAME.matcher(name).matches(), "name: give 1 to 32 lower-case letters, digits, hyphens");
      rules.check(!host.isBlank(), "host: name the SMSC");
      rules.check(port >= 1 && port <= 65535, "port: give a port from 1 to 65535");
      rules.check(
          !systemId.isEmpty() && systemId.length() <= 15, "system-id: give 1 to 15 characters");
      rules.check(
          password == null || passwordFile == null,
          "password: give password or password-file, not both");
      rules.check(
          password != null || passwordFile != null, "password: give password-file, or password");
      rules.check(
          password == null || password.length() <= 8,
          "password: give at most 8 characters, SMPP 3.4 has room for no more");
      rules.check(systemType.length() <= 12, "system-type: give at most 12 characters");
      rules.check(window >= 1 && window <= 1000, "window: give 1 to 1000");
      rules.positive("response-timeout", responseTimeout);
      rules.positive("enquire-link-interval", enquireLinkInterval);
      rules.positive("bind-timeout", bindTimeout);
      rules.positive("reconnect-min", reconnectMin);
      rules.check(
          reconnectMax.compareTo(reconnectMin) >= 0,
          "reconnect-max: give a time not below reconnect-min");
      rules.check(receiveThreads >= 1 && receiveThreads <= 256, "receive-threads: give 1 to 256");
      rules.check(receiveQueue >= 1, "receive-queue: give 1 or more");
      return rules.broken;
    }

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");
  }

  /** What is wrong, a sentence for each mistake; empty when the gateway may start. */
  public List<String> problems() {
    var problems = new ArrayList<String>();
    var names = new HashSet<String>();
    for (Connection connection : connections) {
      problems.addAll(connection.problems());
      if (!names.add(connection.name())) {
        problems.add(
            "recado.smpp.connections["
                + connection.name()
                + "].name: two connections have this name");
      }
    }
    return problems;
  }

  private static final class Rules {
    private final String subject;
    private final List<String> broken = new ArrayList<>();

    Rules(String subject) {
      this.subject = subject;
    }

    void check(boolean kept, String rule) {
      if (!kept) {
        broken.add(subject + rule);
      }
    }

    void positive(String name, Duration duration) {
      check(
          duration.toMillis() >= 1 && duration.toMillis() <= Integer.MAX_VALUE,
          name + ": give a time above 0, such as 30s");
    }
  }
}
