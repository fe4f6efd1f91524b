package org.recado.lab.bank;

import com.unboundid.ldap.listener.Base64PasswordEncoderOutputFormatter;
import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.listener.SaltedMessageDigestInMemoryPasswordEncoder;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.OperationType;
import com.unboundid.ldap.sdk.schema.Schema;
import com.unboundid.ldif.LDIFException;
import com.unboundid.ldif.LDIFReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.recado.message.Msisdn;

/**
 * The directory of a small bank, LDAP version 3 with StartTLS: people, groups (one nested in
 * another) and clients, in the shape OpenLDAP gives them. Nothing can be read without signing in. A
 * person is disabled as slapo-ppolicy(5) does it, by {@code pwdAccountLockedTime}.
 */
public final class LabDirectory implements AutoCloseable {

  public static final String BASE = "dc=bank,dc=example";
  public static final String PEOPLE = "ou=people," + BASE;
  public static final String GROUPS = "ou=groups," + BASE;
  public static final String CONTACTS = "ou=contacts," + BASE;
  public static final String BIND_DN = "cn=recado,ou=services," + BASE;
  public static final String BIND_PASSWORD = "recado-lab";

  private static final String LOCKED = "pwdAccountLockedTime";
  private static final String FOR_GOOD = "000001010000Z";

  private final InMemoryDirectoryServer server;
  private final List<Account> accounts = new ArrayList<>();
  private final List<Client> clients = new ArrayList<>();
  private final DirectorySettings settings;

  /** A client the directory knows, as the composer offers them. */
  public record Client(String login, String name, Msisdn number) {}

  private LabDirectory(DirectorySettings settings, LabCertificates certificates)
      throws LDAPException, LDIFException, IOException, GeneralSecurityException {
    this.settings = settings;
    var config = new InMemoryDirectoryServerConfig(BASE);
    config.setListenerConfigs(
        InMemoryListenerConfig.createLDAPConfig(
            "ldap",
            InetAddress.getByName(settings.host()),
            settings.port(),
            certificates.sslContext().getSocketFactory()));
    config.setAuthenticationRequiredOperationTypes(
        OperationType.ADD,
        OperationType.COMPARE,
        OperationType.DELETE,
        OperationType.MODIFY,
        OperationType.MODIFY_DN,
        OperationType.SEARCH);
    config.setSchema(Schema.mergeSchemas(Schema.getDefaultStandardSchema(), ppolicy()));
    config.setPasswordEncoders(
        new SaltedMessageDigestInMemoryPasswordEncoder(
            "{SSHA256}",
            Base64PasswordEncoderOutputFormatter.getInstance(),
            MessageDigest.getInstance("SHA-256"),
            8,
            false,
            false));
    config.addInMemoryOperationInterceptor(new LockedAccounts(this::isLocked));
    server = new InMemoryDirectoryServer(config);
    for (Entry entry : LDIFReader.readEntries(resource("bank.ldif"))) {
      remember(entry);
      server.add(entry);
    }
    server.startListening();
  }

  /**
   * @throws IllegalStateException if it cannot start, for one because the port is taken
   */
  public static LabDirectory start(DirectorySettings settings, LabCertificates certificates) {
    try {
      return new LabDirectory(settings, certificates);
    } catch (LDAPException | LDIFException | IOException | GeneralSecurityException e) {
      throw new IllegalStateException(
          "the directory does not start on port " + settings.port() + ": " + e.getMessage(), e);
    }
  }

  public int port() {
    return server.getListenPort();
  }

  public String url() {
    return "ldap://" + settings.host() + ":" + port();
  }

  /** Who can sign in, with their passwords; as the directory was at the start. */
  public List<Account> accounts() {
    return List.copyOf(accounts);
  }

  /** The account of this {@code uid}. */
  public Account account(String login) {
    return accounts.stream().filter(a -> a.login().equals(login)).findFirst().orElseThrow();
  }

  public List<Client> clients() {
    return List.copyOf(clients);
  }

  /** Locks someone out until {@link #enable}: as when an employee leaves. */
  public void disable(String login) {
    modify(login, new Modification(ModificationType.REPLACE, LOCKED, FOR_GOOD));
  }

  public void enable(String login) {
    modify(login, new Modification(ModificationType.REPLACE, LOCKED));
  }

  /** Sets an attribute of a person: rename, move, change of manager. */
  public void set(String login, String attribute, String value) {
    modify(login, new Modification(ModificationType.REPLACE, attribute, value));
  }

  /** Removes a person. */
  public void remove(String login) {
    try {
      server.delete(dn(login));
    } catch (LDAPException e) {
      throw new IllegalStateException("cannot remove " + login + ": " + e.getMessage(), e);
    }
  }

  /** The server itself, for whatever else a test does to it. */
  public InMemoryDirectoryServer server() {
    return server;
  }

  public static String dn(String login) {
    return "uid=" + login + "," + PEOPLE;
  }

  @Override
  public void close() {
    server.shutDown(true);
  }

  private void modify(String login, Modification modification) {
    try {
      server.modify(dn(login), modification);
    } catch (LDAPException e) {
      throw new IllegalStateException("cannot change " + login + ": " + e.getMessage(), e);
    }
  }

  private boolean isLocked(String dn) throws LDAPException {
    Entry entry = server.getEntry(dn, LOCKED);
    return entry != null && entry.hasAttribute(LOCKED);
  }

  private void remember(Entry entry) {
    Optional.ofNullable(entry.getAttributeValue("mobile"))
        .ifPresent(
            mobile ->
                clients.add(
                    new Client(
                        value(entry, "uid"),
                        value(entry, "displayName"),
                        Msisdn.parse(mobile, value(entry, "c")))));
    if (entry.getDN().toLowerCase(Locale.ROOT).endsWith(PEOPLE) && entry.hasAttribute("uid")) {
      accounts.add(
          new Account(
              value(entry, "uid"),
              value(entry, "userPassword"),
              value(entry, "displayName"),
              value(entry, "mail"),
              value(entry, "title") + ", " + value(entry, "departmentNumber"),
              !entry.hasAttribute(LOCKED)));
    }
  }

  private static String value(Entry entry, String attribute) {
    return Objects.requireNonNull(entry.getAttributeValue(attribute), attribute);
  }

  private static Schema ppolicy() throws IOException, LDIFException, LDAPException {
    return Schema.getSchema(resource("ppolicy-schema.ldif"));
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(LabDirectory.class.getResourceAsStream(name), name);
  }
}
