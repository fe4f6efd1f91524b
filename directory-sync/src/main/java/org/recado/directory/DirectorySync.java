package org.recado.directory;

import com.unboundid.ldap.sdk.LDAPException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.recado.directory.SyncReport.Outcome;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Brings the snapshot to what a source holds: reads everything into a staging copy, compares, asks
 * the brake, writes the difference in one transaction. A run that fails anywhere changes nothing.
 *
 * <p>One run of a source at a time over all nodes ({@link RunLock}); writing is serialised by a
 * second lock, inside the transaction.
 */
public final class DirectorySync {

  /** A class of advisory locks unlike those of other packages: "dirw" in ASCII. */
  private static final int WRITE_LOCK = 0x64697277;

  private static final Duration LATELY = Duration.ofHours(1);

  private final RunLock lock;
  private final RunRows runs;
  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final List<SourceSettings> sources;

  /**
   * @param sources all configured sources, without {@link SourceSettings#problems problems}
   */
  public DirectorySync(DataSource dataSource, Clock clock, List<SourceSettings> sources) {
    this.lock = new RunLock(dataSource);
    this.jdbc = new JdbcTemplate(dataSource);
    this.runs = new RunRows(jdbc);
    this.transaction = new TransactionTemplate(new DataSourceTransactionManager(dataSource));
    this.clock = clock;
    this.sources = List.copyOf(sources);
  }

  public List<SourceSettings> sources() {
    return sources;
  }

  /**
   * Runs if the last run of this source, on whatever node, began at least one poll interval ago.
   *
   * @throws org.springframework.dao.DataAccessException if the database cannot be used
   */
  public Optional<SyncReport> runIfDue(SourceSettings source) {
    boolean lately =
        runs.lastOf(source.name())
            .filter(last -> now().isBefore(last.plus(source.pollInterval())))
            .isPresent();
    return lately ? Optional.empty() : Optional.of(run(source, SyncMode.APPLY));
  }

  /** From where changes of the source can be asked for; empty before the first run. */
  Optional<Map<String, String>> positionOf(SourceSettings source) {
    return store(source).state().find(source.fingerprint()).map(SyncState.State::position);
  }

  /**
   * Takes two connections, and none from a transaction of the caller's.
   *
   * @throws org.springframework.dao.DataAccessException if the database cannot be used; nothing was
   *     changed then
   */
  public SyncReport run(SourceSettings source, SyncMode mode) {
    if (mode == SyncMode.DRY_RUN) {
      return attempt(source, mode, now());
    }
    return lock.holding(
            source,
            () -> {
              SyncReport report = attempt(source, mode, now());
              runs.add(report, mode);
              return report;
            })
        .orElseGet(() -> busy(source));
  }

  private SyncReport busy(SourceSettings source) {
    Instant at = now();
    return new SyncReport(
        source.name(),
        Outcome.BUSY,
        at,
        at,
        0,
        0,
        0,
        List.of(),
        List.of(),
        "another run of this source is under way");
  }

  private SyncReport attempt(SourceSettings source, SyncMode mode, Instant startedAt) {
    try (LdapConnection connection = new LdapConnections(source).open()) {
      var feed = ChangeFeed.of(connection, source);
      var store = store(source);
      // what a person looks at and accepts is compared with the whole source, not with a part
      Optional<Reading> changes =
          mode == SyncMode.APPLY ? changes(source, feed, store) : Optional.empty();
      if (changes.isPresent()) {
        Reading read =
            new Increment(source, store)
                .withGroupsAround(changes.get(), new LdapSource(source, connection));
        return write(source, feed.name(), mode, startedAt, () -> increment(source, store, read));
      }
      Reading all = feed.everything();
      DirectoryCopy copy =
          new EntryReader(source, Members.Known.nothing())
              .copyOf(all.people(), all.groups(), all.contacts());
      var complete = withNotes(copy, connection, source);
      return write(
          source, "full", mode, startedAt, () -> whole(store, complete, positionOf(feed, all)));
    } catch (LDAPException e) {
      return failed(
          source,
          startedAt,
          "the directory refused the connection: " + LdapConnections.sentence(e));
    } catch (SourceFailure e) {
      return failed(source, startedAt, e.sentence());
    }
  }

  private SyncReport failed(SourceSettings source, Instant startedAt, String sentence) {
    return new SyncReport(
        source.name(),
        Outcome.FAILED,
        startedAt,
        now(),
        0,
        0,
        0,
        List.of(),
        List.of(),
        "failed, nothing was changed: " + sentence);
  }

  private SnapshotStore store(SourceSettings source) {
    return new SnapshotStore(
        jdbc, source.name(), sources.stream().map(SourceSettings::name).toList());
  }

  /** Empty if everything has to be read. */
  private Optional<Reading> changes(SourceSettings source, ChangeFeed feed, SnapshotStore store)
      throws LDAPException, SourceFailure {
    var state = store.state().find(source.fingerprint());
    if (state.isEmpty()
        || state.get().position().isEmpty()
        || !feed.name().equals(state.get().position().get("feed"))
        || !now().isBefore(state.get().fullAt().plus(source.fullInterval()))) {
      return Optional.empty();
    }
    return feed.since(state.get().position(), store);
  }

  private static DirectoryCopy withNotes(
      DirectoryCopy copy, LdapConnection connection, SourceSettings source) {
    // the root of a domain always points to its partitions for names and settings, without people
    if (connection.elsewhere().isEmpty() || source.type() == SourceType.AD) {
      return copy;
    }
    var problems = new ArrayList<>(copy.problems());
    problems.add(
        new SyncReport.Problem(
            source.base(),
            "has parts on other servers, which are not read; name them in referrals, or make each a"
                + " source of its own: "
                + String.join(", ", connection.elsewhere())));
    return new DirectoryCopy(
        copy.people(), copy.groups(), copy.contacts(), copy.memberships(), problems);
  }

  /** With the feed it means something to; empty if changes cannot be asked for. */
  private static Map<String, String> positionOf(ChangeFeed feed, Reading all) {
    var position = new TreeMap<>(all.position());
    if (!position.isEmpty()) {
      position.put("feed", feed.name());
    }
    return position;
  }

  /** What a run found: before, after, and how to go on from here. */
  private record Found(
      Changes changes, DirectoryCopy after, Map<String, String> position, boolean everything) {}

  /** Looks into the database, in the transaction that will write. */
  private interface Finding {
    Found find() throws SourceFailure;
  }

  private Found whole(SnapshotStore store, DirectoryCopy copy, Map<String, String> position) {
    store.noteDns(copy);
    return new Found(new Changes(store.load(copy), copy), copy, position, true);
  }

  private Found increment(SourceSettings source, SnapshotStore store, Reading read)
      throws SourceFailure {
    var comparison = new Increment(source, store).compare(read);
    return new Found(
        new Changes(comparison.before(), comparison.after()),
        comparison.after(),
        read.position(),
        false);
  }

  private SyncReport write(
      SourceSettings source, String method, SyncMode mode, Instant startedAt, Finding finding)
      throws SourceFailure {
    try {
      var report =
          transaction.execute(
              status -> {
                try {
                  return compare(source, method, mode, startedAt, finding);
                } catch (SourceFailure e) {
                  throw new Undone(e);
                }
              });
      return Objects.requireNonNull(report);
    } catch (Undone e) {
      throw e.failure;
    }
  }

  /** Carries a failure out of a transaction, which it takes back. */
  private static final class Undone extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final SourceFailure failure;

    Undone(SourceFailure failure) {
      super(failure);
      this.failure = failure;
    }
  }

  private SyncReport compare(
      SourceSettings source, String method, SyncMode mode, Instant startedAt, Finding finding)
      throws SourceFailure {
    jdbc.query("SELECT pg_advisory_xact_lock(?, 0)", row -> {}, WRITE_LOCK);
    var store = store(source);
    var found = finding.find();
    var copy = found.after();
    Optional<String> twice = store.idOfAnotherSource(copy);
    if (twice.isPresent()) {
      return report(
          source,
          Outcome.FAILED,
          startedAt,
          copy,
          List.of(),
          "failed, nothing was changed: another source has an entry with the id "
              + twice.get()
              + "; narrow the base or filter of one of them");
    }
    var changes = found.changes();
    Optional<String> brake =
        Brake.stops(changes, source.brake(), store.lostSince(now().minus(LATELY)));
    if (mode != SyncMode.ACCEPT && brake.isPresent()) {
      return report(source, Outcome.STOPPED, startedAt, copy, changes.differences, brake.get());
    }
    if (mode == SyncMode.DRY_RUN) {
      return report(
          source,
          Outcome.COMPARED,
          startedAt,
          copy,
          changes.differences,
          "dry run, nothing was changed");
    }
    store.write(changes, now());
    noteState(source, store, method, found, startedAt);
    return report(
        source,
        changes.isEmpty() ? Outcome.UNCHANGED : Outcome.APPLIED,
        startedAt,
        copy,
        changes.differences,
        (changes.isEmpty() ? "the snapshot is up to date" : "the snapshot was brought up to date")
            + (found.everything() ? "" : ", by what changed since the last run (" + method + ")"));
  }

  private void noteState(
      SourceSettings source, SnapshotStore store, String method, Found found, Instant startedAt) {
    var position = new TreeMap<>(found.position());
    var fullAt = startedAt;
    if (!found.everything()) {
      position.put("feed", method);
      fullAt = store.state().find(source.fingerprint()).orElseThrow().fullAt();
    }
    store.state().note(source.fingerprint(), position, fullAt, now());
  }

  private SyncReport report(
      SourceSettings source,
      Outcome outcome,
      Instant startedAt,
      DirectoryCopy copy,
      List<SyncReport.Difference> differences,
      String message) {
    return new SyncReport(
        source.name(),
        outcome,
        startedAt,
        now(),
        copy.people().size(),
        copy.groups().size(),
        copy.contacts().size(),
        List.copyOf(differences),
        copy.problems(),
        message);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
