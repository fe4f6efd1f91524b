package org.recado.smtp;

import java.net.InetAddress;
import java.time.Clock;
import java.util.Map;
import java.util.WeakHashMap;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordKind;
import org.recado.directory.Person;
import org.recado.intake.Decisions;
import org.subethamail.smtp.server.Session;

/** Records who signed in and who was refused, and counts the refusals of a session. */
final class SignInLog {

  private final Decisions decisions;
  private final Clock clock;
  private final Map<Session, Integer> failures = new WeakHashMap<>();

  SignInLog(Decisions decisions, Clock clock) {
    this.decisions = decisions;
    this.clock = clock;
  }

  void accepted(Person person, InetAddress from) {
    decisions.record(
        RecordDraft.general(RecordKind.SIGNED_IN, clock.instant())
            .party("sender", person.particulars())
            .fact(Facts.ACTOR, person.mail())
            .fact("address", from.getHostAddress())
            .fact("by", "smtp")
            .fact("outcome", "accepted"));
  }

  /**
   * How many refusals this session has had. The name that was tried is not kept: people type
   * passwords there.
   */
  int refused(Session session, InetAddress from) {
    decisions.record(
        RecordDraft.general(RecordKind.SIGNED_IN, clock.instant())
            .fact(Facts.ACTOR, "smtp")
            .fact("address", from.getHostAddress())
            .fact("by", "smtp")
            .fact("outcome", "refused"));
    synchronized (failures) {
      return failures.merge(session, 1, Integer::sum);
    }
  }
}
