package org.recado.archive.search;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.recado.message.Direction;
import org.recado.message.MessageId;
import org.recado.message.Msisdn;

/**
 * What is looked for; everything given must hold. Start from {@link #ALL}.
 *
 * @param words as typed: all of them, in any form and with or without accents; quotes make a
 *     phrase, a hyphen in front excludes, {@code or} is or
 * @param from the first instant that counts
 * @param before the first instant that does not count any more
 * @param client the client's number, or any part of it
 * @param message the message itself, or the mail it was made of
 * @param number all of the client's number, E.164 with plus
 * @param team as the directory spelled it, in any case
 * @param hasReply whether the client wrote in the same conversation later
 * @param onlyOf mailboxes and persons whose messages may be seen; absent for everybody's, an empty
 *     set for nobody's
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
    boolean hasReply) {

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
          false);

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
    return new Query(
        Optional.of(value),
        from,
        before,
        client,
        mailbox,
        status,
        direction,
        reference,
        onlyOf,
        message,
        number,
        team,
        category,
        hasReply);
  }

  public Query withFrom(Instant value) {
    return new Query(
        words,
        Optional.of(value),
        before,
        client,
        mailbox,
        status,
        direction,
        reference,
        onlyOf,
        message,
        number,
        team,
        category,
        hasReply);
  }

  public Query withBefore(Instant value) {
    return new Query(
        words,
        from,
        Optional.of(value),
        client,
        mailbox,
        status,
        direction,
        reference,
        onlyOf,
        message,
        number,
        team,
        category,
        hasReply);
  }

  public Query withClient(String value) {
    return new Query(
        words,
        from,
        before,
        Optional.of(value),
        mailbox,
        status,
        direction,
        reference,
        onlyOf,
        message,
        number,
        team,
        category,
        hasReply);
  }

  public Query withMailbox(String value) {
    return new Query(
        words,
        from,
        before,
        client,
        Optional.of(value),
        status,
        direction,
        reference,
        onlyOf,
        message,
        number,
        team,
        category,
        hasReply);
  }

  public Query withStatus(String value) {
    return new Query(
        words,
        from,
        before,
        client,
        mailbox,
        Optional.of(value),
        direction,
        reference,
        onlyOf,
        message,
        number,
        team,
        category,
        hasReply);
  }

  public Query withDirection(Direction value) {
    return new Query(
        words,
        from,
        before,
        client,
        mailbox,
        status,
        Optional.of(value),
        reference,
        onlyOf,
        message,
        number,
        team,
        category,
        hasReply);
  }

  public Query withReference(String value) {
    return new Query(
        words,
        from,
        before,
        client,
        mailbox,
        status,
        direction,
        Optional.of(value),
        onlyOf,
        message,
        number,
        team,
        category,
        hasReply);
  }

  /** A message, or all that was made of a mail. */
  public Query withMessage(MessageId value) {
    return new Query(
        words,
        from,
        before,
        client,
        mailbox,
        status,
        direction,
        reference,
        onlyOf,
        Optional.of(value),
        number,
        team,
        category,
        hasReply);
  }

  public Query withNumber(Msisdn value) {
    return new Query(
        words,
        from,
        before,
        client,
        mailbox,
        status,
        direction,
        reference,
        onlyOf,
        message,
        Optional.of(value),
        team,
        category,
        hasReply);
  }

  public Query withTeam(String value) {
    return new Query(
        words,
        from,
        before,
        client,
        mailbox,
        status,
        direction,
        reference,
        onlyOf,
        message,
        number,
        Optional.of(value),
        category,
        hasReply);
  }

  public Query withCategory(String value) {
    return new Query(
        words,
        from,
        before,
        client,
        mailbox,
        status,
        direction,
        reference,
        onlyOf,
        message,
        number,
        team,
        Optional.of(value),
        hasReply);
  }

  /** Only what the client answered. */
  public Query withReply() {
    return new Query(
        words, from, before, client, mailbox, status, direction, reference, onlyOf, message, number,
        team, category, true);
  }

  /** For somebody who may see only these mailboxes' and persons' messages, if any at all. */
  public Query withOnlyOf(Set<String> mailboxesAndPersons) {
    return new Query(
        words,
        from,
        before,
        client,
        mailbox,
        status,
        direction,
        reference,
        Optional.of(mailboxesAndPersons),
        message,
        number,
        team,
        category,
        hasReply);
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
