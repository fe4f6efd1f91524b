package org.recado.archive.disposition;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import org.recado.archive.record.Archive;
import org.recado.archive.record.ArchivedRecord;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordId;
import org.recado.archive.record.RecordKind;
import org.recado.archive.search.Hit;
import org.recado.archive.search.Query;
import org.recado.archive.search.Search;
import org.recado.message.MessageId;
import org.recado.message.Msisdn;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;

/**
 * "Bloqueo" (LOPDGDD art. 32): erased for everybody, kept only for courts and authorities until
 * limitation ends. The content goes to a table the gateway's role cannot read.
 */
public final class Blocking {

  private final JdbcTemplate jdbc;
  private final TransactionOperations transactions;
  private final Archive archive;
  private final Proposals proposals;
  private final Clock clock;

  /**
   * @param transactions of a login that may take the role {@code recado_disposition}
   */
  public Blocking(
      JdbcTemplate jdbc,
      TransactionOperations transactions,
      Archive archive,
      Proposals proposals,
      Clock clock) {
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.archive = archive;
    this.proposals = proposals;
    this.clock = clock;
  }

  /**
   * Every message to or from a client, with the mails they were made of.
   *
   * @param client E.164 with plus
   */
  public List<MessageId> messagesOf(String client) {
    Set<MessageId> ids = new LinkedHashSet<>();
    new Search(jdbc)
        .findAll(Query.ALL.withNumber(Msisdn.of(client))).stream()
            .sorted(Comparator.comparing(Hit::at))
            .forEach(
                hit -> {
                  ids.add(hit.message());
                  hit.submission().map(MessageId::of).ifPresent(ids::add);
                });
    return List.copyOf(ids);
  }

  /**
   * Takes messages out of everybody's sight.
   *
   * @param keepUntil when limitation ends; they are destroyed then, by a proposal as always
   * @throws NoSuchElementException if there is no such message
   */
  public void block(List<MessageId> messages, Instant keepUntil, String by, String reason) {
    if (by.isBlank() || reason.isBlank()) {
      throw new IllegalArgumentException("--by and --reason say who and why.");
    }
    if (!keepUntil.isAfter(clock.instant())) {
      throw new IllegalArgumentException("--until is the day limitation ends; it is not past.");
    }
    transactions.executeWithoutResult(
        status -> {
          jdbc.execute("set local role recado_disposition");
          var drafts = new ArrayList<RecordDraft>();
          for (var message : messages) {
            if (archive.ofMessage(message).isEmpty()) {
              throw new NoSuchElementException("There is no message " + message + ".");
            }
            drafts.add(
                RecordDraft.about(RecordKind.BLOCKED, message, clock.instant())
                    .fact(Facts.ACTOR, by)
                    .fact(Facts.REASON, reason)
                    .fact("keep-until", keepUntil));
          }
          archive.append(drafts);
          jdbc.query(
              "select disposition.block(?, ?)",
              statement -> {
                statement.setArray(
                    1,
                    statement
                        .getConnection()
                        .createArrayOf("uuid", messages.stream().map(MessageId::value).toArray()));
                statement.setTimestamp(2, Timestamp.from(keepUntil));
              },
              row -> {});
        });
  }

  /**
   * What is blocked of the messages of a proposal that two approved. That it was given away, and to
   * whom, is on the record before anything is returned. It stays blocked.
   */
  public List<ArchivedRecord> release(RecordId id, String by) {
    var released =
        transactions.execute(
            status -> {
              jdbc.execute("set local role recado_disposition");
              var proposal = proposals.get(id);
              List<ArchivedRecord> records = new ArrayList<>();
              for (var message : proposals.messages(id)) {
                records.addAll(
                    archive.open(
                        "select metadata, sealed, wrapped_key from disposition.opened(?, ?)",
                        id.value(),
                        message.value()));
              }
              archive.append(
                  List.of(
                      RecordDraft.general(RecordKind.RELEASED, clock.instant())
                          .fact(Facts.ACTOR, by)
                          .fact(Proposals.PROPOSAL, id)
                          .fact("authority", proposal.authority())
                          .fact("approved-by", String.join(", ", proposal.approvers()))
                          .fact("records", records.size())));
              jdbc.query("select disposition.finish(?, ?)", row -> {}, id.value(), by);
              return records;
            });
    return released == null ? List.of() : released;
  }
}
