package org.recado.archive.disposition;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;
import org.recado.archive.disposition.Proposal.Purpose;
import org.recado.archive.record.Archive;
import org.recado.archive.record.Facts;
import org.recado.archive.record.Part;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordId;
import org.recado.archive.record.RecordKind;
import org.recado.archive.retention.RetentionClass;
import org.recado.archive.retention.RetentionClass.Trigger;
import org.recado.message.MessageId;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Proposals and who approved them. Each step is a record too. Every method that writes belongs into
 * the caller's transaction; that no one approves twice, or what they proposed, the database sees
 * to.
 */
public final class Proposals {

  static final String PROPOSAL = "proposal";
  static final String CERTIFICATE = "certificate";

  private static final String LIST =
      """
      select p.*, a.approvers,
        (select count(*) from disposition.item i where i.proposal_id = p.id and i.outcome is not null) as done
      from disposition.proposal p,
        lateral (select array_agg(approver order by approved_at) as approvers
                 from disposition.approval where proposal_id = p.id) a
      """;

  /** By the records that made a message, or stand for themselves. */
  private static final String SHARES =
      """
      select m.retention ->> 'class' as class, (m.retention ->> 'years')::int as years,
        m.retention ->> 'from' is not null as relation,
        count(distinct i.message_id) as messages, min(r.recorded_at) as first, max(r.recorded_at) as last
      from disposition.item i
        join archive.record r on (r.message_id = i.message_id and r.kind in ('received', 'accepted', 'reply'))
          or (r.id = i.message_id and r.message_id is null),
        lateral (select r.metadata::jsonb -> 'retention' as retention) m
      where i.proposal_id = ?
      group by 1, 2, 3 order by messages desc, 1
      """;

  private final JdbcTemplate jdbc;
  private final Archive archive;
  private final Clock clock;
  private final Expiry expiry;

  public Proposals(JdbcTemplate jdbc, Archive archive, Expiry expiry, Clock clock) {
    this.jdbc = jdbc;
    this.archive = archive;
    this.expiry = expiry;
    this.clock = clock;
  }

  /**
   * Proposes to destroy what has been kept long enough and is under no hold, the oldest first.
   *
   * @param most at most so many messages
   * @return empty if there is nothing
   */
  public Optional<Proposal> proposeDestruction(String by, String reason, int most) {
    var due = expiry.due(most);
    return due.isEmpty()
        ? Optional.empty()
        : Optional.of(propose(Purpose.DESTROY, by, reason, Optional.empty(), due));
  }

  /**
   * Proposes to give what is blocked to an authority.
   *
   * @param authority who asked, and under which number
   * @throws NoSuchElementException if nothing of these messages is blocked
   */
  public Proposal proposeRelease(
      String by, String reason, String authority, List<MessageId> messages) {
    for (var message : messages) {
      if (!Boolean.TRUE.equals(
          jdbc.queryForObject(
              "select exists (select from disposition.blocked_content where message_id = ?)",
              Boolean.class,
              message.value()))) {
        throw new NoSuchElementException("Nothing of message " + message + " is blocked.");
      }
    }
    return propose(Purpose.RELEASE, by, reason, Optional.of(authority), messages);
  }

  private Proposal propose(
      Purpose purpose,
      String by,
      String reason,
      Optional<String> authority,
      List<MessageId> messages) {
    var id =
        append(
            RecordDraft.general(RecordKind.PROPOSED, clock.instant())
                .fact("purpose", purpose.name().toLowerCase(Locale.ROOT))
                .fact(Facts.ACTOR, required(by, "--by says who proposes it."))
                .fact(Facts.REASON, required(reason, "--reason says why."))
                .fact("authority", authority)
                .fact("messages", messages.size())
                .part(
                    "messages",
                    String.join("\n", messages.stream().map(MessageId::toString).toList())));
    jdbc.query(
        "select disposition.propose(?, ?, ?, ?, ?, ?)",
        statement -> {
          statement.setObject(1, id.value());
          statement.setString(2, purpose.name().toLowerCase(Locale.ROOT));
          statement.setString(3, by);
          statement.setString(4, reason);
          statement.setString(5, authority.orElse(null));
          statement.setArray(
              6,
              statement
                  .getConnection()
                  .createArrayOf("uuid", messages.stream().map(MessageId::value).toArray()));
        },
        row -> {});
    return get(id);
  }

  /**
   * @param by not who proposed it, nor who approved it before
   * @return as it stands now
   */
  public Proposal approve(RecordId id, String by) {
    call("select disposition.approve(?, ?)", id, required(by, "--by says who approves it."));
    append(
        RecordDraft.general(RecordKind.APPROVED, clock.instant())
            .fact(Facts.ACTOR, by)
            .fact(PROPOSAL, id)
            .fact("outcome", "approved"));
    return get(id);
  }

  /** Nothing of it is done; only before its run begins. */
  public Proposal reject(RecordId id, String by, String reason) {
    call("select disposition.reject(?, ?)", id, required(by, "--by says who rejects it."));
    append(
        RecordDraft.general(RecordKind.APPROVED, clock.instant())
            .fact(Facts.ACTOR, by)
            .fact(Facts.REASON, required(reason, "--reason says why."))
            .fact(PROPOSAL, id)
            .fact("outcome", "rejected"));
    return get(id);
  }

  /** All there ever were, the newest first. */
  public List<Proposal> list() {
    return jdbc.query(LIST + " order by p.id desc", (row, number) -> proposal(row));
  }

  /**
   * @throws NoSuchElementException if there is no such proposal
   */
  public Proposal get(RecordId id) {
    return jdbc.query(LIST + " where p.id = ?", (row, number) -> proposal(row), id.value()).stream()
        .findFirst()
        .orElseThrow(() -> new NoSuchElementException("There is no proposal " + id + "."));
  }

  /** The certificate of what was destroyed under it, a signed note; empty until the run is over. */
  public Optional<String> certificate(RecordId id) {
    return archive
        .open(
            "select r.metadata, c.sealed, c.wrapped_key from archive.record r"
                + " join archive.content c on c.record_id = r.id"
                + " where r.kind = 'disposed' and r.message_id is null and r.id > ? order by r.id",
            id.value())
        .stream()
        .filter(record -> record.fact(PROPOSAL).filter(id.toString()::equals).isPresent())
        .flatMap(record -> record.part(CERTIFICATE).stream())
        .map(Part::text)
        .findFirst();
  }

  /** The messages a proposal is about. */
  public List<MessageId> messages(RecordId id) {
    return jdbc
        .queryForList(
            "select message_id from disposition.item where proposal_id = ? order by message_id",
            UUID.class,
            id.value())
        .stream()
        .map(MessageId::new)
        .toList();
  }

  /**
   * What of a proposal has which class.
   *
   * @param messages how many
   * @param first when the oldest of them was recorded
   * @param last when the newest was
   */
  public record Share(RetentionClass retention, long messages, Instant first, Instant last) {}

  /** The classes of a proposal's messages, the most messages first. */
  public List<Share> shares(RecordId id) {
    return jdbc.query(
        SHARES,
        (row, number) ->
            new Share(
                new RetentionClass(
                    row.getString("class"),
                    row.getInt("years"),
                    row.getBoolean("relation") ? Trigger.RELATION_END : Trigger.RECORDED),
                row.getLong("messages"),
                row.getObject("first", OffsetDateTime.class).toInstant(),
                row.getObject("last", OffsetDateTime.class).toInstant()),
        id.value());
  }

  private void call(String sql, RecordId id, String by) {
    jdbc.query(sql, row -> {}, id.value(), by);
  }

  private RecordId append(RecordDraft draft) {
    return archive.append(List.of(draft)).get(0);
  }

  private static String required(String value, String sentence) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(sentence);
    }
    return value;
  }

  private static Proposal proposal(ResultSet row) throws SQLException {
    var approvers = row.getArray("approvers");
    return new Proposal(
        new RecordId(row.getObject("id", UUID.class)),
        Purpose.valueOf(row.getString("purpose").toUpperCase(Locale.ROOT)),
        row.getString("proposed_by"),
        row.getObject("proposed_at", OffsetDateTime.class).toInstant(),
        row.getString("reason"),
        row.getLong("messages"),
        row.getLong("done"),
        approvers == null ? List.of() : Arrays.asList((String[]) approvers.getArray()),
        Optional.ofNullable(row.getString("authority")),
        Optional.ofNullable(row.getString("closed")));
  }
}
