package org.recado.directory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One directory to read people, groups and contacts from. What is null or left out takes its
 * default; nothing is thrown for a wrong value: ask {@link #problems} before use, so that all
 * mistakes are told at once.
 *
 * @param name names the source in reports and in the snapshot; lower-case letters, digits, hyphens.
 *     Its people are disabled while no source of this name is configured
 * @param type the preset; default {@code LDAP}
 * @param urls {@code ldaps://host:636} or {@code ldap://host:389}, tried in this order
 * @param startTls ask for TLS on {@code ldap://} (RFC 4511 section 4.14); default false
 * @param trust path of a PEM file with the certificates to trust instead of the JVM's; empty for
 *     the JVM's own
 * @param plainText allow {@code ldap://} without TLS to a host that is not this one; passwords then
 *     cross the network readable; default false
 * @param bindDn who the gateway is there (a DN; Active Directory also takes a UPN); empty for an
 *     anonymous bind
 * @param bindPassword its password; never shown
 * @param bindPasswordFile a file with the password instead; read at each bind
 * @param base the DN everything is below
 * @param people which entries are people
 * @param groups which entries are groups
 * @param contacts which entries are contacts: clients with a name and a mobile
 * @param brake when a run stops and asks
 * @param region ISO 3166-1 alpha-2, for numbers without a country code where the entry has none;
 *     default ES
 * @param pollInterval from the start of one run to the start of the next; default 1 min
 * @param connectTimeout for a connection, per host; default 5 s
 * @param readTimeout for each answer; default 30 s
 * @param pageSize entries a page (RFC 2696), 0 for none; default by type
 * @param fullInterval between runs that read everything; in between only changes are read where the
 *     directory can tell them; default 12 h
 * @param persist be told of changes at once where the directory can (RFC 4533 refreshAndPersist,
 *     Active Directory's change notification); default true
 * @param domains what stands before the backslash in {@code DOMAIN\name} for people of this source;
 *     empty for whatever no other source claims
 * @param trustFor how long the snapshot is good for without a run that could read the source; after
 *     that mail of its people is put off; default 3 days
 * @param referrals servers, written like {@code urls}, that referrals are followed to, with the
 *     same account; nobody else ever sees its password. With any, everything is read in each run,
 *     since no server can tell what changed on another
 */
public record SourceSettings(
    String name,
    SourceType type,
    List<String> urls,
    boolean startTls,
    String trust,
    boolean plainText,
    String bindDn,
    String bindPassword,
    String bindPasswordFile,
    String base,
    Selection people,
    Selection groups,
    Selection contacts,
    BrakeSettings brake,
    String region,
    Duration pollInterval,
    Duration connectTimeout,
    Duration readTimeout,
    Integer pageSize,
    Duration fullInterval,
    Boolean persist,
    List<String> domains,
    Duration trustFor,
    List<String> referrals) {

  public SourceSettings {
    name = or(name, "");
    type = or(type, SourceType.LDAP);
    urls = List.copyOf(or(urls, List.<String>of()));
    trust = or(trust, "");
    bindDn = or(bindDn, "");
    bindPassword = or(bindPassword, "");
    bindPasswordFile = or(bindPasswordFile, "");
    base = or(base, "");
    people = or(people, Selection.preset()).over(type.people(), base);
    groups = or(groups, Selection.preset()).over(type.groups(), base);
    contacts = or(contacts, Selection.preset()).over(type.contacts(), base);
    brake = or(brake, BrakeSettings.standard());
    region = or(region, "ES").toUpperCase(Locale.ROOT);
    pollInterval = or(pollInterval, Duration.ofMinutes(1));
    connectTimeout = or(connectTimeout, Duration.ofSeconds(5));
    readTimeout = or(readTimeout, Duration.ofSeconds(30));
    pageSize = or(pageSize, type.pageSize());
    fullInterval = or(fullInterval, Duration.ofHours(12));
    persist = or(persist, true);
    domains = List.copyOf(or(domains, List.<String>of()));
    trustFor = or(trustFor, Duration.ofDays(3));
    referrals = List.copyOf(or(referrals, List.<String>of()));
  }

  /** A source with the defaults of its type, to be refined with the methods below. */
  public static SourceSettings of(String name, SourceType type, String base, String... urls) {
    return new SourceSettings(
        name,
        type,
        List.of(urls),
        false,
        "",
        false,
        "",
        "",
        "",
        base,
        Selection.preset(),
        Selection.preset(),
        Selection.preset(),
        BrakeSettings.standard(),
        "ES",
        Duration.ofMinutes(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        type.pageSize(),
        Duration.ofHours(12),
        true,
        List.of(),
        Duration.ofDays(3),
        List.of());
  }

  /**
   * The password, read anew each time so that a changed file needs no restart.
   *
   * @throws IOException if the file cannot be read
   */
  String password() throws IOException {
    return bindPasswordFile.isEmpty()
        ? bindPassword
        : Files.readString(Path.of(bindPasswordFile)).strip();
  }

  /** Whether one server can be asked for what changed. */
  boolean tellsChanges() {
    return !fullInterval.isZero() && referrals.isEmpty();
  }

  /** What says which entries are read and what they mean: other settings, other entries. */
  String fingerprint() {
    return Integer.toHexString(
        (type + base + people + groups + contacts + region + urls + referrals).hashCode());
  }

  public SourceSettings boundAs(String dn, String password) {
    return with(
        next -> {
          next.bindDn = dn;
          next.bindPassword = password;
        });
  }

  /** With other selections; what they leave open comes from the type. */
  public SourceSettings selecting(
      Selection otherPeople, Selection otherGroups, Selection otherContacts) {
    return with(
        next -> {
          next.people = otherPeople;
          next.groups = otherGroups;
          next.contacts = otherContacts;
        });
  }

  public SourceSettings braking(double share, int minimum) {
    return with(next -> next.brake = new BrakeSettings(share, minimum));
  }

  public SourceSettings waiting(Duration connect, Duration read) {
    return with(
        next -> {
          next.connectTimeout = connect;
          next.readTimeout = read;
        });
  }

  public SourceSettings paging(int size) {
    return with(next -> next.pageSize = size);
  }

  /** Reading everything that often, and changes in between; zero for everything each time. */
  public SourceSettings readingAllEvery(Duration interval) {
    return with(next -> next.fullInterval = interval);
  }

  public SourceSettings trustedFor(Duration life) {
    return with(next -> next.trustFor = life);
  }

  public SourceSettings ofDomains(String... names) {
    return with(next -> next.domains = List.of(names));
  }

  public SourceSettings followingTo(String... servers) {
    return with(next -> next.referrals = List.of(servers));
  }

  public SourceSettings startingTls() {
    return with(next -> next.startTls = true);
  }

  public SourceSettings trusting(String pemFile) {
    return with(next -> next.trust = pemFile);
  }

  /** One sentence for each mistake, naming the key to change; empty if the source can be used. */
  public List<String> problems() {
    return new SettingsCheck(this).problems();
  }

  /** Everything but the password. */
  @Override
  public String toString() {
    return "SourceSettings[" + name + " " + type + " " + urls + " " + base + "]";
  }

  private SourceSettings with(Consumer<Next> change) {
    var next = new Next();
    change.accept(next);
    return new SourceSettings(
        name,
        type,
        urls,
        next.startTls,
        next.trust,
        plainText,
        next.bindDn,
        next.bindPassword,
        bindPasswordFile,
        base,
        next.people,
        next.groups,
        next.contacts,
        next.brake,
        region,
        pollInterval,
        next.connectTimeout,
        next.readTimeout,
        next.pageSize,
        next.fullInterval,
        persist,
        next.domains,
        next.trustFor,
        next.referrals);
  }

  /** What may differ in a copy. */
  private final class Next {
    boolean startTls = SourceSettings.this.startTls;
    String trust = SourceSettings.this.trust;
    String bindDn = SourceSettings.this.bindDn;
    String bindPassword = SourceSettings.this.bindPassword;
    Selection people = SourceSettings.this.people;
    Selection groups = SourceSettings.this.groups;
    Selection contacts = SourceSettings.this.contacts;
    BrakeSettings brake = SourceSettings.this.brake;
    Duration connectTimeout = SourceSettings.this.connectTimeout;
    Duration readTimeout = SourceSettings.this.readTimeout;
    Integer pageSize = SourceSettings.this.pageSize;
    Duration fullInterval = SourceSettings.this.fullInterval;
    List<String> domains = SourceSettings.this.domains;
    Duration trustFor = SourceSettings.this.trustFor;
    List<String> referrals = SourceSettings.this.referrals;
  }

  private static <T> T or(@Nullable T value, T otherwise) {
    return value == null ? otherwise : value;
  }
}
