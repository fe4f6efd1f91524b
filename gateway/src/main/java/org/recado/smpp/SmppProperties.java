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
import java.util.Map;
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
   * One account.
   *
   * @param name how routes, metrics and the archive call it: 1 to 32 lower-case letters, digits and
   *     hyphens
   * @param host name or address of the SMSC; not needed where {@code hosts} are given
   * @param port TCP port of the SMSC; default 2775
   * @param hosts the SMSC's addresses, {@code host} or {@code host:port}: tried in this order, the
   *     next after each failure, and from the first again after a bind that broke
   * @param systemId {@code system_id} of the account, 1 to 15 characters
   * @param systemIdFile a file with it, instead of {@code systemId}; read at each bind
   * @param password its password, at most 8 characters (SMPP 3.4 section 4.1.5); better {@code
   *     passwordFile}
   * @param passwordFile a file with the password, instead of {@code password}; read at each bind
   * @param systemType {@code system_type}, at most 12 characters; default none
   * @param bind what kind of sessions, how many
   * @param tls TLS towards the SMSC; default none
   * @param addresses how numbers are written
   * @param window how many {@code submit_sm} may wait for their answers at once, on each session, 1
   *     to 1000; default 50
   * @param responseTimeout how long an answer may take before the message's fate counts as unknown;
   *     default 30 s
   * @param enquireLinkInterval silence after which the link is tested; a dead one is noticed after
   *     this and {@code responseTimeout}; default 30 s
   * @param inactivityTimeout after so long without a message the account is unbound and bound anew,
   *     for operators who close silent sessions; default 0, never
   * @param bindTimeout how long connecting, and then binding, may take; default 10 s
   * @param reconnectMin wait before the first new attempt; default 1 s. Doubles with each failure
   * @param reconnectMax longest wait between attempts; default 60 s
   * @param encoding alphabets beyond GSM 03.38 and UCS-2, and how long texts are carried
   * @param pace how fast, and how it gives way when the SMSC cannot follow
   * @param errors what follows from a {@code command_status}, written {@code 0x58} or {@code 88},
   *     where it is not what SMPP 3.4 section 5.1.3 lets expect: {@code retry}, {@code slow},
   *     {@code give-up} or {@code other-route}
   * @param receiveThreads how many receipts and replies are taken at the same time, 1 to 256;
   *     default 32
   * @param receiveQueue how many more may wait; beyond it the SMSC is told ESME_RTHROTTLED. Default
   *     5000
   */
  public record Connection(
      @DefaultValue("") String name,
      @DefaultValue("") String host,
      @DefaultValue("2775") int port,
      @Nullable List<String> hosts,
      @DefaultValue("") String systemId,
      @Nullable Path systemIdFile,
      @Nullable String password,
      @Nullable Path passwordFile,
      @DefaultValue("") String systemType,
      @DefaultValue BindSettings bind,
      @DefaultValue TlsSettings tls,
      @DefaultValue AddressSettings addresses,
      @DefaultValue("50") int window,
      @DefaultValue("30s") Duration responseTimeout,
      @DefaultValue("30s") Duration enquireLinkInterval,
      @DefaultValue("0s") Duration inactivityTimeout,
      @DefaultValue("10s") Duration bindTimeout,
      @DefaultValue("1s") Duration reconnectMin,
      @DefaultValue("60s") Duration reconnectMax,
      @DefaultValue EncodingSettings encoding,
      @DefaultValue PaceSettings pace,
      @Nullable Map<String, ErrorRule> errors,
      @DefaultValue("32") int receiveThreads,
      @DefaultValue("5000") int receiveQueue) {

    public Connection {
      hosts = hosts == null ? List.of() : List.copyOf(hosts);
      errors = errors == null ? Map.of() : Map.copyOf(errors);
    }

    @Override
    public Map<String, ErrorRule> errors() {
      return errors == null ? Map.of() : errors;
    }

    /** What follows from the status with this account. */
    ErrorRule rule(int commandStatus) {
      return errors().entrySet().stream()
          .filter(each -> isStatus(each.getKey()) && Long.decode(each.getKey()) == commandStatus)
          .map(Map.Entry::getValue)
          .findFirst()
          .orElseGet(() -> CommandStatus.rule(commandStatus));
    }

    @Override
    public List<String> hosts() {
      return hosts == null ? List.of() : hosts;
    }

    /** In the order in which they are tried; at least one. */
    List<SmscAddress> smscs() {
      return hosts().isEmpty()
          ? List.of(new SmscAddress(host, port))
          : hosts().stream().map(each -> SmscAddress.parse(each, port)).toList();
    }

    /**
     * The account's name; a file is read anew each time.
     *
     * @throws UncheckedIOException if the file cannot be read
     */
    String account() {
      return systemIdFile == null ? systemId : content(systemIdFile, "system-id");
    }

    /**
     * The password, read anew each time so that a changed file needs no restart.
     *
     * @throws UncheckedIOException if the file cannot be read
     */
    String secret() {
      if (passwordFile == null) {
        return password == null ? "" : password;
      }
      return content(passwordFile, "password");
    }

    private String content(Path file, String what) {
      try {
        return Files.readString(file, StandardCharsets.US_ASCII).strip();
      } catch (IOException e) {
        throw new UncheckedIOException("the " + what + " file of " + name + " cannot be read", e);
      }
    }

    /** Without the password. */
    @Override
    public String toString() {
      return "Connection[" + name + ", " + systemId + "@" + host + hosts() + "]";
    }

    private List<String> problems() {
      var rules = new SettingsRules("recado.smpp.connections[" + name + "].");
      rules.check(
          NAME.matcher(name).matches(), "name: give 1 to 32 lower-case letters, digits, hyphens");
      rules.check(!host.isBlank() || !hosts().isEmpty(), "host: name the SMSC");
      for (String each : hosts()) {
        rules.check(isAddress(each), "hosts: give host or host:port");
      }
      rules.check(port >= 1 && port <= 65535, "port: give a port from 1 to 65535");
      rules.check(
          systemIdFile != null || (!systemId.isEmpty() && systemId.length() <= 15),
          "system-id: give 1 to 15 characters");
      rules.check(
          systemIdFile == null || systemId.isEmpty(),
          "system-id: give system-id or system-id-file, not both");
      rules.check(
          password == null || passwordFile == null,
          "password: give password or password-file, not both");
      rules.check(
          password != null || passwordFile != null, "password: give password-file, or password");
      rules.check(
          password == null || password.length() <= 8,
          "password: give at most 8 characters, SMPP 3.4 has room for no more");
      rules.check(systemType.length() <= 12, "system-type: give at most 12 characters");
      bind.check(rules);
      tls.check(rules);
      addresses.check(rules);
      pace.check(rules);
      for (String status : errors().keySet()) {
        rules.check(isStatus(status), "errors: name a command_status above 0, such as 0x58 or 88");
      }
      rules.check(window >= 1 && window <= 1000, "window: give 1 to 1000");
      rules.positive("response-timeout", responseTimeout);
      rules.positive("enquire-link-interval", enquireLinkInterval);
      rules.check(
          !inactivityTimeout.isNegative(), "inactivity-timeout: give a time such as 10m, or 0s");
      rules.positive("bind-timeout", bindTimeout);
      rules.positive("reconnect-min", reconnectMin);
      rules.check(
          reconnectMax.compareTo(reconnectMin) >= 0,
          "reconnect-max: give a time not below reconnect-min");
      rules.check(receiveThreads >= 1 && receiveThreads <= 256, "receive-threads: give 1 to 256");
      rules.check(receiveQueue >= 1, "receive-queue: give 1 or more");
      return rules.broken();
    }

    private static boolean isStatus(String text) {
      try {
        return Long.decode(text) > 0 && Long.decode(text) <= 0xffff_ffffL;
      } catch (NumberFormatException e) {
        return false;
      }
    }

    private boolean isAddress(String text) {
      try {
        return SmscAddress.parse(text, 2775).port() > 0;
      } catch (IllegalArgumentException e) {
        return false;
      }
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
}
