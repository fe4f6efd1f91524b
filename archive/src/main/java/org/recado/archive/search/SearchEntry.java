package org.recado.archive.search;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.recado.archive.record.ArchivedRecord;
import org.recado.archive.record.Facts;
import org.recado.archive.record.Part;
import org.recado.archive.record.RecordId;
import org.recado.archive.record.RecordKind;
import org.recado.message.Direction;
import org.recado.message.MessageId;

/**
 * What the index says of one message: a function of its records and of nothing else, so that index
 * and verifier cannot disagree. The newest record that holds the text makes the entry; the newest
 * that tells a status gives the status.
 *
 * @param record the record that made the entry
 * @param statusRecord the record that told the status
 */
public record SearchEntry(
    MessageId message,
    RecordId record,
    Instant at,
    String direction,
    Optional<String> client,
    Optional<String> number,
    Optional<String> person,
    Optional<String> mailbox,
    Optional<String> team,
    Optional<String> category,
    Optional<String> status,
    Optional<RecordId> statusRecord,
    Optional<String> reference,
    Optional<String> conversation,
    Optional<String> submission,
    String text) {

  private static final String TEXT = "text";

  /** Whether such a record can make an entry or change one. Spares opening the mails. */
  static boolean matters(RecordKind kind) {
    return switch (kind) {
      case ACCEPTED, DECIDED, ANSWERED, RECEIPT, REPLY, DISPOSED -> true;
      default -> false;
    };
  }

  /** Whether this record makes the entry of its message. */
  static boolean makes(ArchivedRecord record) {
    return !record.destroyed()
        && (record.kind() == RecordKind.ACCEPTED
            || (record.kind() == RecordKind.REPLY && record.part(TEXT).isPresent()));
  }

  /** The record without the parts that say nothing here, such as mails. */
  static ArchivedRecord slim(ArchivedRecord record) {
    return new ArchivedRecord(
        record.leaf(),
        record.facts(),
        List.of(),
        record.part(TEXT).stream().toList(),
        record.destroyed());
  }

  /** As it is found. */
  public Hit hit() {
    return new Hit(
        message,
        at,
        Direction.valueOf(direction),
        client,
        number,
        person,
        mailbox,
        team,
        category,
        status,
        reference,
        conversation,
        submission,
        text);
  }

  /** Only ids: an entry holds what was written. */
  @Override
  public String toString() {
    return "SearchEntry[" + message + "]";
  }

  /** Takes the records of one message, in any order, and makes its entry. */
  public static final class Builder {

    private @Nullable ArchivedRecord text;
    private @Nullable RecordId statusRecord;
    private @Nullable String status;

    public void accept(ArchivedRecord record) {
      if (!matters(record.kind()) || record.destroyed()) {
        return;
      }
      if (makes(record) && (text == null || record.id().compareTo(text.id()) > 0)) {
        text = record;
      }
      var told = record.fact(Facts.STATUS);
      if (told.isPresent() && (statusRecord == null || record.id().compareTo(statusRecord) > 0)) {
        statusRecord = record.id();
        status = storable(told.get());
      }
    }

    /** Empty if no record of the message holds a text. */
    public Optional<SearchEntry> build() {
      if (text == null) {
        return Optional.empty();
      }
      var record = text;
      return record
          .message()
          .map(
              message ->
                  new SearchEntry(
                      message,
                      record.id(),
                      record.at(),
                      fact(record, Facts.DIRECTION)
                          .orElse(record.kind() == RecordKind.REPLY ? "MO" : "MT"),
                      fact(record, Facts.CLIENT),
                      fact(record, Facts.NUMBER),
                      fact(record, Facts.PERSON),
                      fact(record, Facts.MAILBOX),
                      fact(record, Facts.TEAM),
                      fact(record, Facts.CATEGORY),
                      Optional.ofNullable(status),
                      Optional.ofNullable(statusRecord),
                      fact(record, Facts.REFERENCE),
                      fact(record, Facts.CONVERSATION),
                      fact(record, Facts.SUBMISSION),
                      record.part(TEXT).map(Part::text).map(Builder::storable).orElse("")));
    }

    private static Optional<String> fact(ArchivedRecord record, String name) {
      return record.fact(name).map(Builder::storable);
    }

    /** PostgreSQL holds every character but NUL. */
    private static String storable(String value) {
      return value.replace('\0', '\uFFFD');
    }
  }
}
