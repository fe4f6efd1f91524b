package org.recado.console;

import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordId;
import org.recado.archive.record.RecordKind;
import org.recado.archive.search.Hit;
import org.recado.directory.Person;
import org.recado.intake.Decisions;

/**
 * Records who signed in, what they searched, what they opened, and what they were not let see. Each
 * call returns once the record is committed; without a record nothing is shown.
 */
final class Trail {

  /** What of a message was opened. */
  enum Opened {
    CONVERSATION,
    STEPS,
    MAIL,
    TRANSCRIPT
  }

  private final Decisions decisions;
  private final Clock clock;

  Trail(Decisions decisions, Clock clock) {
    this.decisions = decisions;
    this.clock = clock;
  }

  void signedIn(Person person, String address) {
    decisions.record(
        signIn(address, "accepted")
            .party("reader", person.particulars())
            .fact(Facts.ACTOR, person.mail()));
  }

  /** The name that was tried is not kept: people type passwords there. */
  void refused(String address) {
    decisions.record(signIn(address, "refused").fact(Facts.ACTOR, "console"));
  }

  private RecordDraft signIn(String address, String outcome) {
    return RecordDraft.general(RecordKind.SIGNED_IN, clock.instant())
        .fact("address", address)
        .fact("by", "console")
        .fact("outcome", outcome);
  }

  /** The auditor's own page: who watches is watched. */
  void lookedThrough(Visitor visitor, String before) {
    decisions.record(
        by(visitor, RecordDraft.general(RecordKind.VIEWED, clock.instant()))
            .fact("opened", "trail")
            .fact("before", before));
  }

  /** Somebody looked at what officers did to the archive: {@code holds}, {@code disposition}. */
  void opened(Visitor visitor, String what) {
    decisions.record(
        by(visitor, RecordDraft.general(RecordKind.VIEWED, clock.instant())).fact("opened", what));
  }

  /**
   * Somebody who is signed in asked for what is not theirs to see.
   *
   * @param path what was asked for, without its query
   */
  void denied(Visitor visitor, String path) {
    decisions.record(
        by(visitor, RecordDraft.general(RecordKind.VIEWED, clock.instant()))
            .fact("outcome", "refused")
            .fact("asked", path));
  }

  /** Somebody orders a copy; who wrote the record down may name it by its id. */
  RecordDraft ordered(Visitor visitor) {
    return by(visitor, RecordDraft.general(RecordKind.EXPORTED, clock.instant()))
        .fact(Facts.PERSON, visitor.person().id());
  }

  /** Somebody takes one piece of a copy that was ordered. */
  void taken(Visitor visitor, RecordId export, String piece) {
    decisions.record(
        by(visitor, RecordDraft.general(RecordKind.EXPORTED, clock.instant()))
            .fact("export", export)
            .fact("piece", piece));
  }

  /** An operator changed how a connection works. */
  void operated(Visitor visitor, String connection, String act) {
    decisions.record(
        by(visitor, RecordDraft.general(RecordKind.DECIDED, clock.instant()))
            .fact(Facts.RULE, "operator")
            .fact("connection", connection)
            .fact("act", act));
  }

  private static RecordDraft by(Visitor visitor, RecordDraft draft) {
    return draft
        .party("reader", visitor.person().particulars())
        .fact(Facts.ACTOR, visitor.getName())
        .fact("role", visitor.roleKey());
  }

  void searched(Visitor visitor, SearchForm form, List<Hit> found) {
    var draft =
        by(visitor, RecordDraft.general(RecordKind.SEARCHED, clock.instant()))
            .fact("found", found.size());
    form.asked().forEach((field, value) -> draft.fact("asked-" + field, value));
    decisions.record(draft);
  }

  /**
   * @param opened the message that was asked for
   * @param shown every message that is shown with it
   */
  void viewed(Visitor visitor, Hit opened, List<Hit> shown, Opened what) {
    decisions.record(
        by(visitor, RecordDraft.about(RecordKind.VIEWED, opened.message(), clock.instant()))
            .fact(Facts.CONVERSATION, opened.conversation())
            .fact("opened", what.name().toLowerCase(java.util.Locale.ROOT))
            .fact(
                "shown",
                shown.stream()
                    .map(hit -> hit.message().toString())
                    .collect(Collectors.joining(" "))));
  }
}
