package org.recado.archive.hold;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.recado.archive.record.ArchivedRecord;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.search.Words;
import org.recado.message.MessageId;

/**
 * What a hold is over; everything given must hold of a message. At least one is given.
 *
 * @param client E.164 with plus
 * @param from the first instant that counts
 * @param before the first instant that does not count any more
 * @param words what its text says, as {@link org.recado.archive.search.Query#words} reads it
 */
public record HoldScope(
    Optional<MessageId> message,
    Optional<String> client,
    Optional<String> person,
    Optional<String> mailbox,
    Optional<String> conversation,
    Optional<Instant> from,
    Optional<Instant> before,
    Optional<String> words) {

  private static final String RECORDED =
      "exists (select from archive.record r where r.message_id in (%%1$s.message_id,"
          + " case when %%1$s.submission ~ '^[0-9a-f-]{36}$' then %%1$s.submission::uuid end)"
          + " and r.recorded_at %s)";

  private static final String MESSAGE = "hold-message";
  private static final String FROM = "hold-from";
  private static final String BEFORE = "hold-before";
  private static final String WORDS = "hold-words";

  public HoldScope {
    if (message.isEmpty()
        && client.isEmpty()
        && person.isEmpty()
        && mailbox.isEmpty()
        && conversation.isEmpty()
        && from.isEmpty()
        && before.isEmpty()
        && words.isEmpty()) {
      throw new IllegalArgumentException("a hold says what it is over");
    }
  }

  public static HoldScope overMessage(MessageId message) {
    return of(Optional.of(message), Optional.empty(), Optional.empty());
  }

  public static HoldScope overClient(String e164) {
    return of(Optional.empty(), Optional.of(e164), Optional.empty());
  }

  public static HoldScope overPerson(String person) {
    return of(Optional.empty(), Optional.empty(), Optional.of(person));
  }

  private static HoldScope of(
      Optional<MessageId> message, Optional<String> client, Optional<String> person) {
    return new HoldScope(
        message,
        client,
        person,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The scope a record was made with by {@link #addTo}. */
  public static HoldScope of(ArchivedRecord record) {
    return new HoldScope(
        record.fact(MESSAGE).map(MessageId::of),
        record.fact(Facts.CLIENT),
        record.fact(Facts.PERSON),
        record.fact(Facts.MAILBOX),
        record.fact(Facts.CONVERSATION),
        record.fact(FROM).map(Instant::parse),
        record.fact(BEFORE).map(Instant::parse),
        record.fact(WORDS));
  }

  /** As facts. */
  public RecordDraft addTo(RecordDraft draft) {
    return draft
        .fact(MESSAGE, message)
        .fact(Facts.CLIENT, client)
        .fact(Facts.PERSON, person)
        .fact(Facts.MAILBOX, mailbox)
        .fact(Facts.CONVERSATION, conversation)
        .fact(FROM, from)
        .fact(BEFORE, before)
        .fact(WORDS, words);
  }

  /**
   * Which messages of the index are within it, by what the index and the leaves know of them.
   *
   * @param entry what the row of the index is called
   */
  public IndexWhere inIndex(String entry) {
    var sql = new StringBuilder("true");
    var values = new ArrayList<Object>();
    message.ifPresent(
        id -> {
          sql.append(" and (%1$s.message_id = ? or %1$s.submission = ?)");
          values.add(id.value());
          values.add(id.toString());
        });
    and(sql, values, "%1$s.client = ?", client);
    and(sql, values, "lower(%1$s.person) = lower(?)", person);
    and(sql, values, "lower(%1$s.mailbox) = lower(?)", mailbox);
    and(sql, values, "%1$s.conversation = ?", conversation);
    words
        .map(Words::of)
        .ifPresent(
            said -> {
              sql.append(" and %1$s.words @@ ").append(said.sql());
              values.addAll(said.values());
            });
    // any record of the message, or of its mail, counts
    and(sql, values, RECORDED.formatted(">= ?"), from.map(time -> time.atOffset(ZoneOffset.UTC)));
    and(sql, values, RECORDED.formatted("< ?"), before.map(time -> time.atOffset(ZoneOffset.UTC)));
    return new IndexWhere(sql.toString().formatted(entry), values);
  }

  private static void and(
      StringBuilder sql, List<Object> values, String condition, Optional<?> value) {
    value.ifPresent(
        given -> {
          sql.append(" and ").append(condition);
          values.add(given);
        });
  }

  /** Whether a message with these records, of which there is at least one, is under it. */
  boolean covers(List<ArchivedRecord> records) {
    return message.map(id -> has(records, r -> isAbout(r, id))).orElse(true)
        && client.map(value -> hasFact(records, Facts.CLIENT, value)).orElse(true)
        && person.map(value -> hasFact(records, Facts.PERSON, value)).orElse(true)
        && mailbox.map(value -> hasFact(records, Facts.MAILBOX, value)).orElse(true)
        && conversation.map(value -> hasFact(records, Facts.CONVERSATION, value)).orElse(true)
        && from.map(time -> has(records, r -> !r.at().isBefore(time))).orElse(true)
        && before.map(time -> has(records, r -> r.at().isBefore(time))).orElse(true);
  }

  /** A text goes with the mail that asked for it. */
  private static boolean isAbout(ArchivedRecord record, MessageId id) {
    return record.message().equals(Optional.of(id))
        || record.fact(Facts.SUBMISSION).map(id.toString()::equals).orElse(false);
  }

  private static boolean hasFact(List<ArchivedRecord> records, String name, String value) {
    return has(records, record -> record.fact(name).map(value::equalsIgnoreCase).orElse(false));
  }

  private static boolean has(List<ArchivedRecord> records, Predicate<ArchivedRecord> condition) {
    return records.stream().anyMatch(condition);
  }

  @Override
  public String toString() {
    return "HoldScope[…]";
  }
}
