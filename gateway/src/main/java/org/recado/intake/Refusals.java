package org.recado.intake;

import java.time.Clock;
import java.util.Map;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordKind;
import org.recado.directory.Contact;
import org.recado.directory.Person;
import org.recado.message.Category;
import org.recado.policy.Policy;
import org.recado.policy.PolicyProperties;
import org.recado.policy.Request;
import org.recado.policy.Verdict;

/** What is not let through, and its record: each is on disk before the client is answered. */
final class Refusals {

  private final Policy policy;
  private final PolicyProperties settings;
  private final Peer peer;
  private final Decisions decisions;
  private final Clock clock;

  Refusals(IntakeRules rules, Peer peer, Decisions decisions, Clock clock) {
    this.policy = rules.policy();
    this.settings = rules.settings();
    this.peer = peer;
    this.decisions = decisions;
    this.clock = clock;
  }

  Verdict judge(Person by, Contact contact, Category category) {
    return policy.judge(new Request(by, contact.number(), category));
  }

  /** An opt-out does not stop what the law requires; only a system of the firm sends that. */
  boolean mayBeOverridden(Verdict.Refuse refuse) {
    return refuse.rule().equals("opt-out")
        && (peer instanceof Peer.Relay || peer instanceof Peer.Application)
        && settings.categories().values().stream().anyMatch(category -> category.despiteOptOut());
  }

  /** A client who may not be texted. */
  void record(Person by, Contact contact, Verdict.Refuse refuse) {
    decisions.record(
        decision(by, refuse.rule(), refuse.reason())
            .party("client", Map.of("name", contact.name(), "number", contact.number().e164()))
            .fact(Facts.CLIENT, contact.number().e164()));
  }

  /** A mail that was refused or swallowed, kept byte for byte. */
  void record(RecordDraft decision, byte[] mail) {
    decisions.record(decision.part("mail", "message/rfc822", mail));
  }

  RecordDraft decision(Person by, String rule, String reason) {
    return RecordDraft.general(RecordKind.DECIDED, clock.instant())
        .party("sender", by.particulars())
        .fact(Facts.ACTOR, "policy")
        .fact(Facts.MAILBOX, by.mail())
        .fact(Facts.RULE, rule)
        .fact(Facts.REASON, reason)
        .fact("outcome", "refused");
  }

  /** An automatic mail: never a text (RFC 3834). */
  RecordDraft automatic(String mailFrom, String sign) {
    return RecordDraft.general(RecordKind.DECIDED, clock.instant())
        .fact(Facts.ACTOR, "mail")
        .fact(Facts.MAILBOX, mailFrom)
        .fact(Facts.RULE, "automatic")
        .fact(Facts.REASON, sign)
        .fact("outcome", "no text");
  }
}
