package org.recado.directory;

import com.unboundid.ldap.sdk.LDAPException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * By {@code modifyTimestamp} (RFC 4512 section 3.4.4), for servers that can do no better. The time
 * is that of the directory, never ours; an hour is read again each time, because a replica may get
 * a change late. What is gone is found by asking for all ids.
 */
final class TimestampFeed implements ChangeFeed {

  private static final String STAMP = "modifyTimestamp";
  private static final Duration AGAIN = Duration.ofHours(1);
  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'", Locale.ROOT);

  private final SourceSettings source;
  private final LdapSource reader;

  TimestampFeed(SourceSettings source, LdapSource reader) {
    this.source = source;
    this.reader = reader;
  }

  @Override
  public String name() {
    return STAMP;
  }

  @Override
  public Reading everything() throws LDAPException, SourceFailure {
    var all = reader.readAll(STAMP);
    String containers = newestContainer();
    String newest = newest(all, "");
    return newest.isEmpty() ? all : all.at(Map.of("newest", newest, "containers", containers));
  }

  @Override
  public Optional<Reading> since(Map<String, String> position, IdsOf known)
      throws LDAPException, SourceFailure {
    String last = position.getOrDefault("newest", "");
    String containers = newestContainer();
    if (last.isEmpty() || !containers.equals(position.getOrDefault("containers", ""))) {
      return Optional.empty();
    }
    var changed = reader.readMatching("(" + STAMP + ">=" + anHourBefore(last) + ")", STAMP);
    var gone = new HashSet<String>();
    gone.addAll(missing(known.people(), "people", source.people()));
    gone.addAll(missing(known.groups(), "groups", source.groups()));
    gone.addAll(missing(known.contacts(), "contacts", source.contacts()));
    return Optional.of(
        new Reading(
            changed.people(),
            changed.groups(),
            changed.contacts(),
            gone,
            Map.of("newest", newest(changed, last), "containers", containers)));
  }

  private Set<String> missing(Set<String> known, String kind, Selection selection)
      throws SourceFailure {
    var missing = new HashSet<>(known);
    missing.removeAll(reader.ids(kind, selection));
    return missing;
  }

  /** A moved container moves what is below it without a change of its own. */
  private String newestContainer() throws SourceFailure {
    String newest = "";
    for (LdapEntry entry : reader.containers(STAMP)) {
      newest = later(newest, entry);
    }
    return newest;
  }

  private static String newest(Reading reading, String least) {
    String newest = least;
    for (List<LdapEntry> kind : List.of(reading.people(), reading.groups(), reading.contacts())) {
      for (LdapEntry entry : kind) {
        newest = later(newest, entry);
      }
    }
    return newest;
  }

  private static String later(String newest, LdapEntry entry) {
    String stamp = entry.first(List.of(STAMP)).orElse("");
    return stamp.compareTo(newest) > 0 ? stamp : newest;
  }

  /** Of a stamp only the seconds count, and they are in UTC. */
  private static String anHourBefore(String stamp) {
    String seconds = stamp.replaceFirst("^([0-9]{14}).*$", "$1Z");
    Instant at = LocalDateTime.parse(seconds, FORM).toInstant(ZoneOffset.UTC);
    return FORM.format(at.minus(AGAIN).atOffset(ZoneOffset.UTC));
  }
}
