package org.recado.smtp;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.recado.dkim.Alignment;
import org.recado.dkim.DnsTxtRecords;
import org.recado.settings.Mistakes;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code recado.smtp}.
 *
 * @param domain the reply domain: texts are addressed to {@code number@domain}, and the client's
 *     answers come from there
 * @param bind address to listen on
 * @param port for SMTP with STARTTLS; 0 for any free one
 * @param tlsPort for SMTP inside TLS from the first octet (RFC 8314); -1 for none
 * @param certificate PEM file with the certificate chain; empty for no TLS, and then nobody can
 *     sign in
 * @param privateKey PEM file with its private key
 * @param maxMessageSize largest mail taken, in octets; told to clients as SIZE (RFC 1870)
 * @param maxConnections sessions at one time
 * @param idleTimeout after which a silent session is ended (RFC 5321 section 4.5.3.2 asks for 5
 *     minutes)
 * @param clientAuthorities PEM file with the authorities that certify relays; clients are then
 *     asked for a certificate, and may have none
 * @param relays servers of the firm that may submit without signing in
 * @param applications systems of the firm with an account of their own
 * @param dnsServers where keys of DKIM signatures are asked for; empty for this machine's name
 *     servers
 * @param dnsTimeout for one question
 */
@ConfigurationProperties(value = "recado.smtp", ignoreUnknownFields = false)
public record SmtpProperties(
    @DefaultValue("") String domain,
    @DefaultValue("127.0.0.1") String bind,
    @DefaultValue("2525") int port,
    @DefaultValue("-1") int tlsPort,
    @DefaultValue("") String certificate,
    @DefaultValue("") String privateKey,
    @DefaultValue("26214400") int maxMessageSize,
    @DefaultValue("500") int maxConnections,
    @DefaultValue("5m") Duration idleTimeout,
    @DefaultValue("") String clientAuthorities,
    @Nullable List<Relay> relays,
    @Nullable List<Application> applications,
    @Nullable List<String> dnsServers,
    @DefaultValue("5s") Duration dnsTimeout) {

  /**
   * A server that is trusted to have checked its users.
   *
   * @param name for logs and records
   * @param addresses ranges in CIDR form: {@code 10.1.2.0/24}, {@code 2001:db8::/32}, or one
   *     address; empty for any, and then {@code certificates} has to say who it is
   * @param certificates host names, one of which its certificate has to carry; empty for none
   * @param dkim how close to the author's domain the signer of its mail has to be; none for mail
   *     that needs no signature
   */
  public record Relay(
      @DefaultValue("") String name,
      @Nullable List<String> addresses,
      @Nullable List<String> certificates,
      @DefaultValue("none") Alignment dkim) {

    public Relay {
      addresses = addresses == null ? List.of() : List.copyOf(addresses);
      certificates = certificates == null ? List.of() : List.copyOf(certificates);
    }

    @Override
    public List<String> certificates() {
      return certificates == null ? List.of() : certificates;
    }

    @Override
    public List<String> addresses() {
      return addresses == null ? List.of() : addresses;
    }
  }

  /**
   * A system that signs in by itself, with nothing in the directory.
   *
   * @param name what it signs in as
   * @param secret a {@link SecretHash}, as {@code smtp secret} prints it
   * @param addresses where it may come from
   * @param domain the only domain it may send from
   * @param categories what it may send; empty for everything
   * @param certificates host names, one of which its certificate carries when it asks for states
   *     without its secret; empty for none
   */
  public record Application(
      @DefaultValue("") String name,
      @DefaultValue("") String secret,
      @Nullable List<String> addresses,
      @DefaultValue("") String domain,
      @Nullable Set<String> categories,
      @Nullable List<String> certificates) {

    public Application {
      addresses = addresses == null ? List.of() : List.copyOf(addresses);
      categories = categories == null ? Set.of() : Set.copyOf(categories);
      certificates = certificates == null ? List.of() : List.copyOf(certificates);
    }

    @Override
    public List<String> certificates() {
      return certificates == null ? List.of() : certificates;
    }

    @Override
    public List<String> addresses() {
      return addresses == null ? List.of() : addresses;
    }

    @Override
    public Set<String> categories() {
      return categories == null ? Set.of() : categories;
    }

    @Override
    public String toString() {
      return "Application[" + name + "]";
    }
  }

  public SmtpProperties {
    applications = applications == null ? List.of() : List.copyOf(applications);
    relays = relays == null ? List.of() : List.copyOf(relays);
    dnsServers = dnsServers == null ? List.of() : List.copyOf(dnsServers);
    domain = domain.toLowerCase(Locale.ROOT);
    var mistakes =
        Mistakes.in("recado.smtp")
            .check(
                domain.matches("[A-Za-z0-9.-]+\\.[A-Za-z0-9-]+"),
                "domain",
                "name the domain texts are addressed to, like sms.bank.example")
            .check(
                !bind.isBlank(),
                "bind",
                "name an address of this machine, or 0.0.0.0 for all of them")
            .check(port >= 0 && port <= 65_535, "port", "give a port from 0 to 65535")
            .check(tlsPort <= 0 || tlsPort != port, "tls-port", "is the same as recado.smtp.port")
            .check(
                tlsPort >= -1 && tlsPort <= 65_535,
                "tls-port",
                "give a port from 0 to 65535, or -1 for none")
            .check(
                certificate.isEmpty() == privateKey.isEmpty(),
                "certificate",
                "give both certificate and private-key, or neither")
            .check(
                tlsPort == -1 || !certificate.isEmpty(),
                "tls-port",
                "needs certificate and private-key")
            .check(
                maxMessageSize >= 65_536,
                "max-message-size",
                "give at least 65536 octets: RFC 5321 section 4.5.3.1.7")
            .check(maxConnections >= 1, "max-connections", "give at least 1")
            .check(
                idleTimeout.toMillis() >= 1_000 && idleTimeout.compareTo(Duration.ofHours(1)) <= 0,
                "idle-timeout",
                "give a time from 1s to 1h")
            .check(
                dnsTimeout.toMillis() >= 100 && dnsTimeout.compareTo(Duration.ofMinutes(1)) <= 0,
                "dns-timeout",
                "give a time from 100ms to 1m");
    for (String server : dnsServers) {
      mistakes.check(
          isServer(server),
          "dns-servers",
          server + " is no address like 10.0.0.53 or 10.0.0.53:53");
    }
    for (int i = 0; i < relays.size(); i++) {
      var relay = relays.get(i);
      String key = "relays[" + i + "].";
      mistakes
          .check(!relay.name().isBlank(), key + "name", "give the relay a name for the records")
          .check(
              !relay.addresses().isEmpty() || !relay.certificates().isEmpty(),
              key + "addresses",
              "list at least one address range")
          .check(
              relay.certificates().isEmpty() || !clientAuthorities.isEmpty(),
              key + "certificates",
              "needs recado.smtp.client-authorities, or any certificate would do")
          .check(
              relay.certificates().isEmpty() || !certificate.isEmpty(),
              key + "certificates",
              "needs recado.smtp.certificate: without TLS nobody shows one");
      for (String range : relay.addresses()) {
        mistakes.check(
            AddressRange.parse(range).isPresent(),
            key + "addresses",
            range + " is not an address range like 10.1.2.0/24");
      }
    }
    check(applications, mistakes);
    mistakes.raise();
  }

  private static void check(List<Application> applications, Mistakes mistakes) {
    var names = new TreeSet<String>(String.CASE_INSENSITIVE_ORDER);
    for (int i = 0; i < applications.size(); i++) {
      var application = applications.get(i);
      String key = "applications[" + i + "].";
      mistakes
          .check(
              application.name().matches("[A-Za-z][A-Za-z0-9._-]{0,62}"),
              key + "name",
              "give it a name of 1 to 63 letters, digits, dots and hyphens")
          .check(names.add(application.name()), key + "name", "is the name of another one too")
          .check(
              isHash(application.secret()),
              key + "secret",
              "is no hash; make one with: java -jar recado-gateway.jar smtp secret")
          .check(
              !application.addresses().isEmpty(),
              key + "addresses",
              "list at least one address range")
          .check(
              application.domain().matches("[A-Za-z0-9.-]+\\.[A-Za-z0-9-]+"),
              key + "domain",
              "name the domain it sends from, like apps.bank.example");
      for (String range : application.addresses()) {
        mistakes.check(
            AddressRange.parse(range).isPresent(),
            key + "addresses",
            range + " is not an address range like 10.1.2.0/24");
      }
      for (String host : application.certificates()) {
        mistakes.check(
            host.matches("[A-Za-z0-9.-]+"),
            key + "certificates",
            "name a host, like payments.apps.bank.example");
      }
      for (String category : application.categories()) {
        mistakes.check(
            category.matches("[a-z][a-z0-9-]{0,31}"),
            key + "categories",
            "name categories of recado.policy.categories");
      }
    }
  }

  private static boolean isServer(String text) {
    try {
      return DnsTxtRecords.address(text).getPort() > 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean isHash(String secret) {
    try {
      return SecretHash.of(secret).iterations() > 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  @Override
  public List<Application> applications() {
    return applications == null ? List.of() : applications;
  }

  @Override
  public List<Relay> relays() {
    return relays == null ? List.of() : relays;
  }

  @Override
  public List<String> dnsServers() {
    return dnsServers == null ? List.of() : dnsServers;
  }
}
