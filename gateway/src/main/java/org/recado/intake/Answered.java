package org.recado.intake;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.recado.archive.record.Archive;
import org.recado.archive.record.ArchivedRecord;
import org.recado.archive.record.DamagedRecordException;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordKind;
import org.recado.mail.MailHeaders;
import org.recado.message.MessageId;
import org.recado.message.Msisdn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which message of a client a mail answers, by its {@code In-Reply-To} and {@code References} (RFC
 * 5322 section 3.6.4): the text goes out over the long number the client wrote to, whoever it is
 * that answers.
 */
public final class Answered {

  private static final Logger log = LoggerFactory.getLogger(Answered.class);

  /** So many of our ids are looked up at most. */
  private static final int MOST = 3;

  private final Archive archive;
  private final String ending;

  /**
   * @param domain the reply domain, which the ids of our mails end with
   */
  public Answered(Archive archive, String domain) {
    this.archive = archive;
    this.ending = "@" + domain.toLowerCase(Locale.ROOT) + ">";
  }

  /** The long number the client wrote to; empty if the mail answers nothing of theirs. */
  Optional<Msisdn> number(MailHeaders headers, Msisdn client) {
    var ids = new ArrayList<>(headers.references());
    ids.addAll(headers.inReplyTo());
    Collections.reverse(ids); // the latest first
    return ids.stream()
        .distinct()
        .flatMap(id -> ours(id).stream())
        .limit(MOST)
        .flatMap(id -> reply(id).stream())
        .filter(record -> record.fact(Facts.CLIENT).filter(client.e164()::equals).isPresent())
        .flatMap(record -> record.fact(Facts.NUMBER).stream())
        .flatMap(number -> msisdn(number).stream())
        .findFirst();
  }

  private Optional<MessageId> ours(String id) {
    if (!id.toLowerCase(Locale.ROOT).endsWith(ending)) {
      return Optional.empty();
    }
    try {
      return Optional.of(MessageId.of(id.substring(1, id.length() - ending.length())));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Optional<ArchivedRecord> reply(MessageId id) {
    List<ArchivedRecord> records;
    try {
      records = archive.ofMessage(id);
    } catch (DamagedRecordException e) {
      log.error("the archive's record of {} is damaged; what answers it goes as a new text", id);
      return Optional.empty();
    }
    return records.stream().filter(record -> record.kind() == RecordKind.REPLY).findFirst();
  }

  private static Optional<Msisdn> msisdn(String number) {
    try {
      return Optional.of(Msisdn.of(number));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // a short code
    }
  }
}
