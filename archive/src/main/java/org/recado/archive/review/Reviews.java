package org.recado.archive.review;

import java.time.Clock;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;
import org.recado.archive.record.Archive;
import org.recado.archive.record.ArchivedRecord;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordKind;
import org.recado.message.MessageId;
import org.springframework.jdbc.core.JdbcTemplate;

/** Records reviews, and knows what of a sample is still to be reviewed (FINRA 3110.06, .07). */
public final class Reviews {

  private static final String OUTCOME = "outcome";

  private final JdbcTemplate jdbc;
  private final Archive archive;
  private final Clock clock;

  public Reviews(JdbcTemplate jdbc, Archive archive, Clock clock) {
    this.jdbc = jdbc;
    this.archive = archive;
    this.clock = clock;
  }

  /**
   * Records a conclusion, in the caller's transaction.
   *
   * @param who the reviewer, as the ledger shall name them
   * @param note why; has to be given for every outcome but {@link Outcome#NO_ISSUE}
   * @throws NoSuchElementException if the archive knows no such message
   */
  public void record(MessageId message, Outcome outcome, String who, Optional<String> note) {
    if (who.isBlank()) {
      throw new IllegalArgumentException("Say who reviewed.");
    }
    var reason = note.map(String::strip).filter(text -> !text.isEmpty());
    if (outcome != Outcome.NO_ISSUE && reason.isEmpty()) {
      throw new IllegalArgumentException("Say why it is " + outcome.wireName() + ".");
    }
    if (archive.ofMessage(message).stream().noneMatch(Reviews::isOfClient)) {
      throw new NoSuchElementException("There is no message " + message + " to or from a client.");
    }
    archive.append(
        List.of(
            RecordDraft.about(RecordKind.REVIEWED, message, clock.instant())
                .fact(Facts.ACTOR, who.strip())
                .fact(OUTCOME, outcome.wireName())
                .fact(Facts.REASON, reason)));
  }

  private static boolean isOfClient(ArchivedRecord record) {
    return record.kind() == RecordKind.ACCEPTED || record.kind() == RecordKind.REPLY;
  }

  /** What was concluded about a message, oldest first. */
  public List<Review> of(MessageId message) {
    return archive.ofMessage(message).stream()
        .filter(record -> record.kind() == RecordKind.REVIEWED && !record.destroyed())
        .map(
            record ->
                new Review(
                    message,
                    Outcome.of(record.fact(OUTCOME).orElse("")),
                    record.fact(Facts.ACTOR).orElse(""),
                    record.fact(Facts.REASON),
                    record.at()))
        .toList();
  }

  /**
   * The messages of a sample, oldest first.
   *
   * @param onlyOpen without those that were reviewed
   */
  public List<MessageId> draw(Sample sample, boolean onlyOpen) {
    return jdbc
        .query(
            """
            select distinct r.message_id from archive.record r
            where r.message_id >= ? and r.message_id < ? and r.kind in ('accepted', 'reply')
              and not (? and exists (select from archive.record v
                                     where v.message_id = r.message_id and v.kind = 'reviewed'))
            order by r.message_id
            """,
            (row, number) -> new MessageId(row.getObject(1, UUID.class)),
            MessageId.firstAt(sample.from()).value(),
            MessageId.firstAt(sample.before()).value(),
            onlyOpen)
        .stream()
        .filter(sample::takes)
        .toList();
  }
}
