package org.recado.archive.disposition;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.recado.archive.hold.Hold;
import org.recado.archive.hold.Holds;
import org.recado.archive.record.Archive;
import org.recado.archive.record.ArchivedRecord;
import org.recado.archive.record.DamagedRecordException;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordKind;
import org.recado.archive.retention.RetentionClass.Trigger;
import org.recado.archive.search.Hit;
import org.recado.archive.search.Query;
import org.recado.archive.search.Search;
import org.recado.message.MessageId;
import org.springframework.jdbc.core.JdbcTemplate;

/** Whether a message has been kept long enough. */
public final class Expiry {

  /** By the leaves alone, and what is about no message by itself. */
  private static final String CANDIDATES =
      """
      select r.id as record, coalesce(r.message_id, r.id) as message
      from archive.record r
      where (r.kind in ('received', 'accepted', 'reply')
          or (r.message_id is null and disposition.goes(r.kind)))
        and r.id > ?
        and disposition.promise(r.recorded_at, r.metadata) <= ?
        and (exists (select from archive.content c where c.record_id = r.id)
          or exists (select from disposition.blocked_content b where b.record_id = r.id))
      order by r.id
      limit ?
      """;

  private static final int STEP = 1_000;

  private final JdbcTemplate jdbc;
  private final Archive archive;
  private final Holds holds;
  private final Retentions retentions;
  private final Clock clock;

  public Expiry(
      JdbcTemplate jdbc, Archive archive, Holds holds, Retentions retentions, Clock clock) {
    this.jdbc = jdbc;
    this.archive = archive;
    this.holds = holds;
    this.retentions = retentions;
    this.clock = clock;
  }

  /** The messages whose content may go now, the oldest first. */
  List<MessageId> due(int most) {
    var standing = standing();
    var due = new LinkedHashSet<MessageId>();
    UUID after = new UUID(0, 0);
    while (due.size() < most) {
      var step =
          jdbc.query(
              CANDIDATES,
              (row, number) ->
                  new Candidate(row.getObject(1, UUID.class), row.getObject(2, UUID.class)),
              after,
              clock.instant().atOffset(ZoneOffset.UTC),
              STEP);
      for (var candidate : step) {
        var message = new MessageId(candidate.message);
        if (due.size() < most
            && !due.contains(message)
            && standing.obstacle(message, List.of()).isEmpty()) {
          due.add(message);
        }
        after = candidate.record;
      }
      if (step.size() < STEP) {
        break;
      }
    }
    return List.copyOf(due);
  }

  private record Candidate(UUID record, UUID message) {}

  /** What is held and lengthened now, read once for many messages. */
  Standing standing() {
    return new Standing(
        holds.list().stream().filter(Hold::inForce).toList(), retentions.standing());
  }

  /** Holds and lengthened times as they stood at one moment. */
  final class Standing {

    private final List<Hold> inForce;
    private final Retentions.Standing retained;

    private Standing(List<Hold> inForce, Retentions.Standing retained) {
      this.inForce = inForce;
      this.retained = retained;
    }

    /**
     * Why the content of a message may not go yet; empty if it may.
     *
     * @param blocked its records that are blocked, as far as they could be opened
     */
    Optional<String> obstacle(MessageId message, List<ArchivedRecord> blocked) {
      var now = clock.instant();
      Instant end = earliestEnd(message);
      if (end.isAfter(now)) {
        return Optional.of("kept until " + end);
      }
      List<ArchivedRecord> own;
      List<MessageId> texts = textsOf(message);
      try {
        own = new ArrayList<>(archive.ofSubject(message));
        own.addAll(blocked);
      } catch (DamagedRecordException e) {
        return Optional.of("damaged: run archive verify");
      }
      for (var text : texts) {
        // a mail stays as long as any text that was made of it
        if (earliestEnd(text).isAfter(now)) {
          return Optional.of("a text of it is kept until " + earliestEnd(text));
        }
        own.addAll(archive.ofMessage(text));
      }
      var family = new ArrayList<>(own);
      own.stream()
          .flatMap(record -> record.fact(Facts.SUBMISSION).stream())
          .distinct()
          .forEach(mail -> family.addAll(archive.ofMessage(MessageId.of(mail))));
      return relation(own, now)
          .or(() -> lengthened(family, now))
          .or(() -> held(family, isBlocked(message)));
    }

    private Optional<String> relation(List<ArchivedRecord> records, Instant now) {
      for (var record : records) {
        var retention = record.leaf().retention();
        if (retention.trigger() == Trigger.RELATION_END && makes(record)) {
          var end = retained.end(records);
          if (end.isEmpty()) {
            return Optional.of("the relation with the client has not ended");
          }
          Instant due = end.get().atOffset(ZoneOffset.UTC).plusYears(retention.years()).toInstant();
          if (due.isAfter(now)) {
            return Optional.of("kept until " + due + ", counted from the end of the relation");
          }
        }
      }
      return Optional.empty();
    }

    private static boolean makes(ArchivedRecord record) {
      return record.kind() == RecordKind.RECEIVED
          || record.kind() == RecordKind.ACCEPTED
          || record.kind() == RecordKind.REPLY;
    }

    private Optional<String> lengthened(List<ArchivedRecord> records, Instant now) {
      return retained.lengthened().stream()
          .filter(longer -> longer.until().isAfter(now) && holds.covers(longer.scope(), records))
          .map(longer -> "lengthened until " + longer.until())
          .findFirst();
    }

    private Optional<String> held(List<ArchivedRecord> records, boolean blocked) {
      return inForce.stream()
          .filter(
              hold ->
                  holds.covers(hold.scope(), records)
                      // what cannot be read may be what the hold is over
                      || (blocked && records.stream().allMatch(ArchivedRecord::destroyed)))
          .map(hold -> "under hold " + hold.id())
          .findFirst();
    }
  }

  private boolean isBlocked(MessageId message) {
    return Boolean.TRUE.equals(
        jdbc.queryForObject(
            "select exists (select from disposition.blocked_content where message_id = ?)",
            Boolean.class,
            message.value()));
  }

  private Instant earliestEnd(MessageId message) {
    var end =
        jdbc.queryForObject(
            "select least(disposition.earliest_end(?), '9999-01-01')",
            OffsetDateTime.class,
            message.value());
    return end == null ? Instant.MAX : end.toInstant();
  }

  private List<MessageId> textsOf(MessageId mail) {
    return new Search(jdbc)
        .findAll(Query.ALL.withMessage(mail)).stream()
            .filter(hit -> hit.submission().equals(Optional.of(mail.toString())))
            .map(Hit::message)
            .toList();
  }
}
