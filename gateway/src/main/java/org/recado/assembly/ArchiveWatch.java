package org.recado.assembly;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.recado.archive.ArchiveSetup;
import org.recado.archive.cold.CheckpointObjects;
import org.recado.archive.cold.ColdAccess;
import org.recado.archive.cold.Locks;
import org.recado.archive.disposition.Retentions;
import org.recado.archive.hold.Holds;
import org.recado.archive.ledger.Checkpoint;
import org.recado.archive.ledger.Ledger;
import org.recado.archive.ledger.SigningKey;
import org.recado.archive.reconcile.Reconciliation;
import org.recado.archive.record.Archive;
import org.recado.archive.store.ObjectStoreException;
import org.recado.archive.timestamp.TimeStamps;
import org.recado.archive.verify.Verifier;
import org.recado.mailout.Mailout;
import org.recado.mailout.OutgoingMail;
import org.recado.message.MailAddress;
import org.recado.message.MessageIds;
import org.recado.smtp.SmtpProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Looks after the archive while the gateway runs: at the start and daily each node holds the tree
 * against the checkpoint that was published last; then checkpoints are published, and one node
 * reconciles the day before and the day whose receipts are overdue.
 */
@Component
class ArchiveWatch {

  private static final Logger log = LoggerFactory.getLogger(ArchiveWatch.class);

  private static final String NEWEST = "checkpoint.txt";
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration HOUR = Duration.ofHours(1);

  private final ArchiveProperties properties;
  private final DataSource dataSource;
  private final JdbcTemplate jdbc;
  private final TransactionTemplate transactions;
  private final ArchiveSetup setup;
  private final Ledger ledger;
  private final Archive archive;
  private final Mailout mailout;
  private final MessageIds ids;
  private final Clock clock;
  private final SecureRandom random;
  private final String domain;
  private final Optional<ColdAccess> cold;
  private final Optional<CheckpointObjects> objects;
  private final AtomicLong consistent = new AtomicLong(1);
  private final AtomicLong gaps = new AtomicLong();
  private Instant nextCheck = Instant.MIN;
  private Instant nextFile = Instant.MIN;

  ArchiveWatch(
      ArchiveProperties properties,
      DataSource dataSource,
      JdbcTemplate jdbc,
      TransactionTemplate transactions,
      ArchiveSetup setup,
      Mailout mailout,
      MessageIds ids,
      Clock clock,
      SecureRandom random,
      SmtpProperties smtp,
      MeterRegistry meters) {
    this.properties = properties;
    this.dataSource = dataSource;
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.setup = setup;
    this.ledger = setup.ledger();
    this.archive = setup.archive();
    this.mailout = mailout;
    this.ids = ids;
    this.clock = clock;
    this.random = random;
    this.domain = smtp.domain();
    this.cold = properties.cold().access();
    this.objects =
        cold.filter(access -> properties.publish().objectStore())
            .map(access -> new CheckpointObjects(access, properties.publish().lockedFor()));
    meters.gauge("recado.archive.consistent", consistent);
    meters.gauge("recado.archive.reconciliation.gaps", gaps);
  }

  /** Does what is due; for a loop. */
  boolean work() {
    var now = clock.instant();
    try {
      if (!now.isBefore(nextCheck)) {
        check();
        nextCheck = now.plus(DAY);
      }
      if (consistent.get() == 1 && !now.isBefore(nextFile)) {
        publishFile();
        publishObject(now);
        nextFile = now.plus(properties.publish().every());
      }
      if (consistent.get() == 1
          && !properties.publish().mailTo().isEmpty()
          && claim("publish-mail", properties.publish().every(), now)) {
        publishMail(now);
      }
      stampIfDue(now);
      if (cold.isPresent() && claim("cold-locks", HOUR, now)) {
        tellStore(cold.get());
      }
      if (claim("reconcile", DAY, now)) {
        var today = now.truncatedTo(ChronoUnit.DAYS);
        gaps.set(
            reconcile(today.minus(1, ChronoUnit.DAYS))
                + reconcile(today.minus(5, ChronoUnit.DAYS)));
      }
    } catch (IOException | SQLException e) {
      log.error("the archive's daily work failed and will be tried again: {}", e.getMessage());
    }
    return false;
  }

  private Optional<Path> folder() {
    return Optional.of(properties.publish().folder()).filter(name -> !name.isBlank()).map(Path::of);
  }

  private void check() throws IOException, SQLException {
    Optional<String> published = Optional.empty();
    if (folder().isPresent() && Files.exists(folder().get().resolve(NEWEST))) {
      published = Optional.of(Files.readString(folder().get().resolve(NEWEST)));
    }
    hold(published);
    var locked = objects.flatMap(this::newestLocked);
    if (consistent.get() == 1 && locked.isPresent() && !locked.equals(published)) {
      hold(locked);
    }
  }

  /** A store that does not answer is no reason to distrust the archive. */
  private Optional<String> newestLocked(CheckpointObjects store) {
    try {
      return store.newest();
    } catch (ObjectStoreException e) {
      log.error("the archive is not held against its object store today: {}", e.getMessage());
      return Optional.empty();
    }
  }

  /** Holds the tree against a checkpoint that is kept outside. */
  private void hold(Optional<String> published) throws SQLException {
    var report =
        new Verifier(ledger.verifierKey(), null, published, (done, total) -> {})
            .verifyTree(dataSource);
    consistent.set(report.clean() ? 1 : 0);
    if (report.clean()) {
      log.info(
          "the archive's tree of {} leaves is the one its checkpoints{} were signed over",
          report.leaves(),
          published.isPresent() ? " and the published one" : "");
    } else {
      log.error(
          "THE ARCHIVE IS NOT WHAT WAS SIGNED: {}; keep it as it is and run archive verify",
          report.findings().get(0).what());
    }
  }

  private void publishFile() throws IOException {
    var note = ledger.latestCheckpoint();
    if (folder().isEmpty() || note.isEmpty()) {
      return;
    }
    Path folder = folder().get();
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("checkpoint-" + Checkpoint.sizeOf(note.get()) + ".txt"), note.get());
    Path next = folder.resolve(NEWEST + "." + ids.next());
    Files.writeString(next, note.get());
    Files.move(
        next,
        folder.resolve(NEWEST),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** Each node tries; the store has one of each size. */
  private void publishObject(Instant now) throws IOException {
    var note = ledger.latestCheckpoint();
    if (objects.isPresent() && note.isPresent()) {
      try {
        objects.get().publish(note.get(), now);
      } catch (ObjectStoreException e) {
        log.error("no checkpoint in the object store this time: {}", e.getMessage());
      }
    }
  }

  /** Holds and lengthened times, as far as whoever placed them did not reach the store. */
  private void tellStore(ColdAccess access) {
    try {
      var changes =
          new Locks(
                  jdbc,
                  access.store(),
                  new Holds(jdbc, archive, clock),
                  new Retentions(jdbc, archive, clock),
                  access.settings(),
                  clock)
              .mirror();
      if (changes.any()) {
        log.info(
            "object store: {} segments put on hold, {} freed, {} locked for longer",
            changes.held(),
            changes.freed(),
            changes.lengthened());
      }
    } catch (ObjectStoreException e) {
      log.error("the object store is told of holds and locks later: {}", e.getMessage());
    }
  }

  private void stampIfDue(Instant now) {
    String authority = properties.publish().timeStamps();
    if (consistent.get() == 0
        || authority.isBlank()
        || !claim("time-stamp", properties.publish().every(), now)) {
      return;
    }
    try {
      var note = ledger.latestCheckpoint();
      if (note.isPresent()) {
        var draft = new TimeStamps(URI.create(authority), random).stamp(note.get(), now);
        transactions.executeWithoutResult(status -> archive.append(List.of(draft)));
      }
    } catch (IOException e) {
      log.error("no time stamp this time; the next try is a turn from now: {}", e.getMessage());
    }
  }

  private void publishMail(Instant now) {
    ledger
        .latestCheckpoint()
        .ifPresent(
            note ->
                transactions.executeWithoutResult(
                    status ->
                        mailout.enqueue(
                            properties.publish().mailTo().stream()
                                .map(MailAddress::of)
                                .map(to -> mail(to, note, now))
                                .toList())));
  }

  private OutgoingMail mail(MailAddress to, String note, Instant now) {
    var text =
        "From: Recado <postmaster@%1$s>\r\nTo: <%2$s>\r\nDate: %3$s\r\nMessage-ID: <%4$s@%1$s>\r\n"
                .formatted(
                    domain,
                    to,
                    DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atOffset(ZoneOffset.UTC)),
                    ids.next())
            + "Subject: Checkpoint of the archive, size "
            + Checkpoint.sizeOf(note)
            + "\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
            + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + Base64.getMimeEncoder().encodeToString(note.getBytes(StandardCharsets.UTF_8))
            + "\r\n";
    return new OutgoingMail(
        OutgoingMail.Kind.CHECKPOINT,
        Optional.empty(),
        Optional.empty(),
        to,
        text.getBytes(StandardCharsets.US_ASCII));
  }

  private long reconcile(Instant day) throws IOException, SQLException {
    var files = properties.files();
    var reconciliation =
        new Reconciliation(
            dataSource, setup.key(), ArchiveBeans.SOURCES, clock, files.coldSource(jdbc));
    var result = reconciliation.run(day, day.plus(DAY), Reconciliation.Patience.USUAL, List.of());
    var signingKey = SigningKey.load(files.signingKey());
    transactions.executeWithoutResult(
        status -> archive.append(List.of(result.record(signingKey, clock.instant()))));
    if (!result.gaps().isEmpty()) {
      log.warn(
          "reconciliation of {}: {} gaps; archive reconcile --day names them",
          day,
          result.gaps().size());
    }
    return result.gaps().size();
  }

  /** Whether it is time, and this node the one that does it. The first time is a turn from now. */
  private boolean claim(String job, Duration every, Instant now) {
    jdbc.update(
        "INSERT INTO gateway.daily (job, ran_at) VALUES (?, ?) ON CONFLICT DO NOTHING",
        job,
        Timestamp.from(now));
    return jdbc.update(
            "UPDATE gateway.daily SET ran_at = ? WHERE job = ? AND ran_at <= ?",
            Timestamp.from(now),
            job,
            Timestamp.from(now.minus(every)))
        == 1;
  }
}
