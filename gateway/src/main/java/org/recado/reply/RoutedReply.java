package org.recado.reply;

import java.util.Optional;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordDraft;
import org.recado.directory.Person;
import org.recado.message.MailAddress;
import org.recado.numbering.Lease;

/**
 * Where a client's message went, and why.
 *
 * @param mailbox empty only when the number it came to was never ours
 * @param why for the record: the sentence that tells why this mailbox
 * @param keyword what the client asked for, as a keyword
 */
record RoutedReply(
    Reply reply,
    Optional<MailAddress> mailbox,
    Optional<Lease> lease,
    Optional<Person> person,
    String why,
    String keyword) {

  RecordDraft describe(RecordDraft draft) {
    person.ifPresent(known -> draft.party("mailbox", known.particulars()));
    return draft
        .fact(Facts.STATUS, "RECEIVED")
        .fact(Facts.MAILBOX, mailbox)
        .fact(Facts.PERSON, person.map(Person::id))
        .fact(Facts.TEAM, person.flatMap(Person::department))
        .fact(Facts.CONVERSATION, lease.map(Lease::conversation))
        .fact(Facts.REASON, why)
        .fact("keyword", keyword)
        .fact("partial", reply.partial() ? "yes" : "")
        .fact("repeated", reply.repeated() ? "perhaps" : "");
  }
}
