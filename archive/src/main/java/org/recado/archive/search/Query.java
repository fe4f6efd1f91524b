package org.recado.archive.search;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.recado.message.Direction;
import org.recado.message.MessageId;
import org.recado.message.Msisdn;

/**
 * What is looked for; everything given must hold. Start from {@link #ALL}.
 *
 * @param words as typed, see {@link Words}
 * @param from the first instant that counts
 * @param before the first instant that does not count any more
 * @param client the client's number, or any part of it
 * @param message the message itself, or the mail it was made of
 * @param number all of the client's number, E.164 with plus
 * @param team as the directory spelled it, in any case
 * @param hasReply whether the client wrote in the same conversation later
 * @param onlyOf mailboxes and persons whose messages are looked for; absent for everybody's, an
 *     empty set for nobody's
 * @param reach whose messages may be seen at all; absent for everybody's
 */
public record Query(
    Optional<String> words,
    Optional<Instant> from,
    Optional<Instant> before,
    Optional<String> client,
    Optional<String> mailbox,
    Optional<String> status,
    Optional<Direction> direction,
    Optional<String> reference,
    Optional<Set<String>> onlyOf,
    Optional<MessageId> message,
    Optional<Msisdn> number,
    Optional<String> team,
    Optional<String> category,
    boolean hasReply,
    Optional<Reach> reach) {

  public static final Query ALL =
      new Query(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          false,
          Optional.empty());

  public Query {
    words = given(words);
    client = given(client);
    mailbox = given(mailbox);
    status = given(status);
    reference = given(reference);
    team = given(team);
    category = given(category);
    onlyOf = onlyOf.map(Set::copyOf);
  }

  public Query withWords(String value) {
    return with(query -> query.words = Optional.of(value));
  }

  public Query withFrom(Instant value) {
    return with(query -> query.from = Optional.of(value));
  }

  public Query withBefore(Instant value) {
    return with(query -> query.before = Optional.of(value));
  }

  public Query withClient(String value) {
    return with(query -> query.client = Optional.of(value));
  }

  public Query withMailbox(String value) {
    return with(query -> query.mailbox = Optional.of(value));
  }

  public Query withStatus(String value) {
    return with(query -> query.status = Optional.of(value));
  }

  public Query withDirection(Direction value) {
    return with(query -> query.direction = Optional.of(value));
  }

  public Query withReference(String value) {
    return with(query -> query.reference = Optional.of(value));
  }

  /** A message, or all that was made of a mail. */
  public Query withMessage(MessageId value) {
    return with(query -> query.message = Optional.of(value));
  }

  public Query withNumber(Msisdn value) {
    return with(query -> query.number = Optional.of(value));
  }

  public Query withTeam(String value) {
    return with(query -> query.team = Optional.of(value));
  }

  public Query withCategory(String value) {
    return with(query -> query.category = Optional.of(value));
  }

  /** Only what the client answered. */
  public Query withReply() {
    return with(query -> query.hasReply = true);
  }

  /** Of these mailboxes and persons, if any at all. */
  public Query withOnlyOf(Set<String> mailboxesAndPersons) {
    return with(query -> query.onlyOf = Optional.of(mailboxesAndPersons));
  }

  /** For somebody who may see no more than this, whatever else is asked. */
  public Query withReach(Reach value) {
    return with(query -> query.reach = Optional.of(value));
  }

  private Query with(Consumer<Changed> change) {
    var query = new Changed(this);
    change.accept(query);
    return query.query();
  }

  /** A query while one of its fields is set. */
  private static final class Changed {
    private Optional<String> words;
    private Optional<Instant> from;
    private Optional<Instant> before;
    private Optional<String> client;
    private Optional<String> mailbox;
    private Optional<String> status;
    private Optional<Direction> direction;
    private Optional<String> reference;
    private Optional<Set<String>> onlyOf;
    private Optional<MessageId> message;
    private Optional<Msisdn> number;
    private Optional<String> team;
    private Optional<String> category;
    private boolean hasReply;
    private Optional<Reach> reach;

    Changed(Query query) {
      words = query.words;
      from = query.from;
      before = query.before;
      client = query.client;
      mailbox = query.mailbox;
      status = query.status;
      direction = query.direction;
      reference = query.reference;
      onlyOf = query.onlyOf;
      message = query.message;
      number = query.number;
      team = query.team;
      category = query.category;
      hasReply = query.hasReply;
      reach = query.reach;
    }

    Query query() {
      return new Query(
          words, from, before, client, mailbox, status, direction, reference, onlyOf, message,
          number, team, category, hasReply, reach);
    }
  }

  /** An empty field of a form asks for nothing. */
  private static Optional<String> given(Optional<String> value) {
    return value.map(String::strip).filter(text -> !text.isEmpty());
  }

  /** What is looked for is itself personal. */
  @Override
  public String toString() {
    return "Query[…]";
  }
}
