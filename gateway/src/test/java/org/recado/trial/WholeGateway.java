package org.recado.trial;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldif.LDIFException;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.recado.RecadoApplication;
import org.recado.lab.Lab;
import org.recado.lab.LabSettings;
import org.recado.lab.bank.LabDirectory;
import org.recado.lab.bank.LabPostgres;
import org.recado.smtp.SecretHash;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The gateway as it is started in production, among the servers of the lab; one for all tests that
 * ask for it. Its limits are small, so that tests can reach them.
 */
public final class WholeGateway implements AutoCloseable {

  public static final int MAX_MESSAGE_SIZE = 65_536;
  public static final int MAX_SESSIONS = 12;
  public static final int MAX_RECIPIENTS = 5;
  public static final Duration IDLE = Duration.ofSeconds(6);
  public static final String PAYMENTS_SECRET = "a-secret-of-payments";
  public static final String LEDGERS_SECRET = "a-secret-of-ledgers";
  public static final String BRANCH_NUMBER = "+34919999999";
  public static final String MARTA = "marta.ruiz@bank.example";

  private final NameServer names = new NameServer();
  private final Lab lab;
  private final ConfigurableApplicationContext context;

  private WholeGateway() {
    lab = Lab.start(LabSettings.test());
    anotherClientOfTheSameName();
    aDelegateAndAList();
    var properties = new TreeMap<>(lab.gatewayProperties());
    properties.put("recado.smtp.max-message-size", Integer.toString(MAX_MESSAGE_SIZE));
    properties.put("recado.smtp.max-connections", Integer.toString(MAX_SESSIONS));
    properties.put("recado.smtp.idle-timeout", IDLE.toSeconds() + "s");
    properties.put("recado.smtp.domain", "SMS.Bank.Example"); // case means nothing in a domain
    properties.put("recado.policy.max-recipients", Integer.toString(MAX_RECIPIENTS));
    properties.put("recado.policy.max-segments", "3");
    properties.put("recado.numbering.pools[1].name", "branches");
    properties.put("recado.numbering.pools[1].connection", "lab");
    properties.put("recado.numbering.pools[1].desk", "desk@bank.example");
    properties.put("recado.numbering.pools[1].numbers[0]", BRANCH_NUMBER);
    limits(properties);
    properties.put("recado.numbering.when-exhausted.notice", "refuse");
    identities(properties);
    var arguments = new ArrayList<String>();
    properties.forEach((name, value) -> arguments.add("--" + name + "=" + value));
    context = RecadoApplication.application().run(arguments.toArray(String[]::new));
    lab.smsc().awaitBound(1, Duration.ofSeconds(20));
  }

  private void anotherClientOfTheSameName() {
    try {
      lab.directory()
          .server()
          .add(
              "dn: uid=ana.otra," + LabDirectory.CONTACTS,
              "objectClass: inetOrgPerson",
              "objectClass: extensibleObject",
              "uid: ana.otra",
              "cn: Elena Soto Marín",
              "displayName: Elena Soto Marín",
              "sn: Soto",
              "c: ES",
              "mobile: +34 677 888 999",
              "entryUUID: 01936f0e-0009-4000-8000-000000000099");
    } catch (LDAPException | LDIFException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Marta may write in Carmen's name; a list holds two clients, one of them in another list. */
  private void aDelegateAndAList() {
    try {
      lab.directory()
          .server()
          .modify(
              "dn: uid=carmen.vega," + LabDirectory.PEOPLE,
              "changetype: modify",
              "add: seeAlso",
              "seeAlso: uid=marta.ruiz," + LabDirectory.PEOPLE);
      lab.directory()
          .server()
          .add(
              "dn: cn=preferentes," + LabDirectory.GROUPS,
              "objectClass: groupOfNames",
              "objectClass: extensibleObject",
              "cn: preferentes",
              "entryUUID: 01936f0e-0009-4000-8000-000000000091",
              "member: uid=ana.cliente," + LabDirectory.CONTACTS);
      lab.directory()
          .server()
          .add(
              "dn: cn=mis-clientes," + LabDirectory.GROUPS,
              "objectClass: groupOfNames",
              "objectClass: extensibleObject",
              "cn: mis-clientes",
              "entryUUID: 01936f0e-0009-4000-8000-000000000092",
              "member: uid=luis.romero," + LabDirectory.CONTACTS,
              "member: cn=preferentes," + LabDirectory.GROUPS);
    } catch (LDAPException | LDIFException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Of accounts that no other test sends from. */
  private static void limits(Map<String, String> properties) {
    properties.put("recado.policy.quotas[0].of", "application");
    properties.put("recado.policy.quotas[0].names[0]", "ledgers");
    properties.put("recado.policy.quotas[0].segments", "10");
    properties.put("recado.policy.quotas[0].warn", "ledgers-team@bank.example");
  }

  private void identities(Map<String, String> properties) {
    properties.put("recado.directory.sources[0].people.attributes.delegates[0]", "seeAlso");
    properties.put("recado.smtp.client-authorities", lab.certificates().authority().toString());
    properties.put("recado.smtp.relays[1].name", "branch-mta");
    properties.put("recado.smtp.relays[1].addresses[0]", "127.0.0.4");
    properties.put("recado.smtp.relays[1].certificates[0]", "localhost");
    properties.put("recado.smtp.relays[2].name", "cloud-mail");
    properties.put("recado.smtp.relays[2].addresses[0]", "127.0.0.8");
    properties.put("recado.smtp.relays[2].dkim", "relaxed");
    properties.put("recado.smtp.dns-servers[0]", names.address());
    properties.put("recado.smtp.dns-timeout", "2s");
    properties.put("recado.smtp.applications[0].name", "payments");
    properties.put(
        "recado.smtp.applications[0].secret",
        SecretHash.of(PAYMENTS_SECRET, new SecureRandom()).text());
    properties.put("recado.smtp.applications[0].addresses[0]", "127.0.0.3/32");
    properties.put("recado.smtp.applications[0].domain", "apps.bank.example");
    properties.put("recado.smtp.applications[0].categories[0]", "reminder");
    properties.put("recado.smtp.applications[1].name", "ledgers");
    properties.put(
        "recado.smtp.applications[1].secret",
        SecretHash.of(LEDGERS_SECRET, new SecureRandom()).text());
    properties.put("recado.smtp.applications[1].addresses[0]", "127.0.0.3/32");
    properties.put("recado.smtp.applications[1].domain", "ledgers.bank.example");
  }

  /** The name server it asks. */
  public NameServer names() {
    return names;
  }

  public Lab lab() {
    return lab;
  }

  public ConfigurableApplicationContext context() {
    return context;
  }

  public int smtpPort() {
    return lab.settings().gateway().smtp();
  }

  /** Of console and look-ups. */
  public int webPort() {
    return lab.settings().gateway().console();
  }

  public int smtpsPort() {
    return lab.settings().gateway().smtps();
  }

  /** Trusts the lab's authority. */
  public SSLContext trust() {
    return lab.certificates().sslContext();
  }

  /** The first column of a query, run as superuser. */
  public List<String> query(String sql) {
    try (var connection = lab.postgres().superuser(LabPostgres.DATABASE);
        var rows = connection.createStatement().executeQuery(sql)) {
      var found = new ArrayList<String>();
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs a statement as superuser. */
  public void execute(String sql) {
    try (var connection = lab.postgres().superuser(LabPostgres.DATABASE);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    context.close();
    lab.close();
    names.close();
  }

  /** Gives it to tests: {@code @ExtendWith(WholeGateway.Shared.class)} and a parameter. */
  public static final class Shared implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
      return parameter.getParameter().getType() == WholeGateway.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
      return test.getRoot()
          .getStore(ExtensionContext.Namespace.create(WholeGateway.class))
          .computeIfAbsent(WholeGateway.class, type -> new WholeGateway(), WholeGateway.class);
    }
  }
}
