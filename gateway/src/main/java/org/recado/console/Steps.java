package org.recado.console;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.recado.archive.disposition.Keeping;
import org.recado.archive.disposition.Retentions;
import org.recado.archive.hold.Holds;
import org.recado.archive.record.Archive;
import org.recado.archive.record.ArchivedRecord;
import org.recado.archive.record.DamagedRecordException;
import org.recado.archive.record.Facts;
import org.recado.archive.record.Part;
import org.recado.archive.record.Party;
import org.recado.archive.record.RecordId;
import org.recado.archive.record.RecordKind;
import org.recado.archive.retention.RetentionClass.Trigger;
import org.recado.archive.retention.Schedules;
import org.recado.archive.search.Hit;
import org.recado.archive.store.ObjectStoreException;
import org.recado.console.Moments.Moment;
import org.recado.console.Proofs.Proof;
import org.recado.message.MessageId;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** What happened to a message, record by record: its own records and those of its mail. */
final class Steps {

  private static final JsonMapper JSON = JsonMapper.shared();

  /** What whoever is overseen must not learn: that somebody looked. */
  private static final Set<RecordKind> OVERSIGHT =
      Set.of(RecordKind.VIEWED, RecordKind.REVIEWED, RecordKind.HELD, RecordKind.EXPORTED);

  /** Facts that the step says elsewhere, or that only link records. */
  private static final Set<String> SAID = Set.of(Facts.STATUS, Facts.DIRECTION, "shown", "matched");

  /**
   * One record.
   *
   * @param kind its wire name
   * @param status the state of the message after it, or empty
   * @param sourceAt by the source's own clock
   * @param proof absent until the record is in the tree
   */
  record Step(
      String id,
      String kind,
      String label,
      String status,
      String statusLabel,
      Moment at,
      @Nullable Moment sourceAt,
      List<Line> lines,
      List<Piece> pieces,
      boolean destroyed,
      @Nullable Proof proof) {}

  /** A fact or a person. */
  record Line(String label, String value) {}

  /**
   * A part of the content.
   *
   * @param form how it is shown: see {@link #piece}
   * @param texts what is shown of it, if anything
   */
  record Piece(String label, String form, int octets, List<Line> texts) {}

  /**
   * @param steps the way of the message
   * @param oversight who looked at it; empty for whoever must not learn that
   * @param kept how long it is kept; null if that cannot be said
   * @param damage the sentence of the archive if a record is not what its leaf says; then there are
   *     no steps
   * @param away the sentence of the object store if a content is there and it does not answer; then
   *     there are no steps either
   */
  record Told(
      List<Step> steps, List<Step> oversight, @Nullable Kept kept, String damage, String away) {}

  /**
   * How long the message is kept, and why.
   *
   * @param until a sentence
   * @param reason of the schedule; empty if none of today has one
   * @param holds how many are over it; 0 for whoever must not learn that
   */
  record Kept(String until, String schedule, String how, String reason, int holds) {}

  /** What says how long messages are kept. */
  record Rules(Schedules schedules, Retentions retentions, Holds holds) {}

  private final Archive archive;
  private final Rules rules;
  private final Proofs proofs;
  private final Texts texts;
  private final Moments moments;

  Steps(Archive archive, Rules rules, Proofs proofs, Texts texts, Moments moments) {
    this.rules = rules;
    this.archive = archive;
    this.proofs = proofs;
    this.texts = texts;
    this.moments = moments;
  }

  Told of(Hit hit, Visitor visitor) {
    try {
      var records = records(archive, hit);
      var places = proofs.of(records.stream().map(ArchivedRecord::id).toList());
      var steps = new ArrayList<Step>();
      var oversight = new ArrayList<Step>();
      for (var record : records) {
        (OVERSIGHT.contains(record.kind()) ? oversight : steps).add(step(record, places));
      }
      return new Told(
          steps, visitor.readsEverybodys() ? oversight : List.of(), kept(records, visitor), "", "");
    } catch (DamagedRecordException e) {
      return new Told(List.of(), List.of(), null, String.valueOf(e.getMessage()), "");
    } catch (ObjectStoreException e) {
      return new Told(List.of(), List.of(), null, "", String.valueOf(e.getMessage()));
    }
  }

  private @Nullable Kept kept(List<ArchivedRecord> records, Visitor visitor) {
    return Keeping.of(records, rules.retentions, rules.holds)
        .map(
            keeping -> {
              var retention = keeping.retention();
              boolean recorded = retention.trigger() == Trigger.RECORDED;
              String until =
                  keeping
                      .until()
                      .map(at -> texts.of("keeping.until", moments.of(at).shown()))
                      .orElseGet(() -> texts.of("keeping.relation.open", retention.years()));
              return new Kept(
                  until + (keeping.lengthened() ? " (" + texts.of("keeping.lengthened") + ")" : ""),
                  retention.name(),
                  texts.of(recorded ? "keeping.years" : "keeping.relation", retention.years()),
                  rules.schedules.reasonOf(retention.name()),
                  visitor.readsEverybodys() ? keeping.holds().size() : 0);
            })
        .orElse(null);
  }

  /**
   * The records of a message and of the mail that asked for it, in time order.
   *
   * @throws DamagedRecordException if one of them is not what its leaf says
   */
  static List<ArchivedRecord> records(Archive archive, Hit hit) {
    var records = new ArrayList<ArchivedRecord>();
    hit.submission()
        .map(MessageId::of)
        .ifPresent(submission -> records.addAll(archive.ofMessage(submission)));
    records.addAll(archive.ofMessage(hit.message()));
    records.sort(Comparator.comparing(ArchivedRecord::at).thenComparing(ArchivedRecord::id));
    return records;
  }

  private Step step(ArchivedRecord record, Map<RecordId, Proof> places) {
    String kind = record.kind().wireName();
    String status = record.fact(Facts.STATUS).orElse("");
    return new Step(
        record.id().toString(),
        kind,
        texts.orElse("step." + kind, kind),
        status,
        status.isEmpty() ? "" : texts.status(status),
        moments.of(record.at()),
        record.sourceAt().map(moments::of).orElse(null),
        lines(record),
        record.parts().stream().map(this::piece).toList(),
        record.destroyed(),
        places.get(record.id()));
  }

  private List<Line> lines(ArchivedRecord record) {
    var lines = new ArrayList<Line>();
    for (Party party : record.people()) {
      lines.add(
          new Line(
              texts.orElse("party." + party.role(), party.role()),
              String.join(
                  " · ",
                  List.of("name", "mail", "number", "department").stream()
                      .flatMap(name -> Optional.ofNullable(party.particulars().get(name)).stream())
                      .filter(value -> !value.isEmpty())
                      .toList())));
    }
    record
        .facts()
        .forEach(
            (name, value) -> {
              if (!SAID.contains(name)) {
                lines.add(new Line(texts.orElse("fact." + name, name), value));
              }
            });
    if (record.kind() == RecordKind.SUBMITTED) {
      record.part("pdus").ifPresent(part -> air(part, lines));
    }
    return lines;
  }

  /** How the text went on the air, as the PDUs themselves say. */
  private void air(Part part, List<Line> lines) {
    var pdus = Pdus.explain(part.bytes());
    lines.add(new Line(texts.of("fact.segments"), Integer.toString(pdus.size())));
    pdus.stream()
        .findFirst()
        .flatMap(Pdus::encoding)
        .ifPresent(encoding -> lines.add(new Line(texts.of("fact.encoding"), encoding)));
  }

  private Piece piece(Part part) {
    String label = texts.orElse("part." + part.name(), part.name());
    int octets = part.bytes().length;
    return switch (part.name()) {
      case "text" -> new Piece(label, "text", octets, List.of(new Line("", part.text())));
      case "pdu", "pdus" -> new Piece(label, "pdus", octets, pdus(part));
      case "dropped" -> new Piece(label, "dropped", octets, dropped(part));
      case "mail" -> new Piece(label, "mail", octets, List.of());
      default -> new Piece(label, "octets", octets, List.of());
    };
  }

  private List<Line> pdus(Part part) {
    return Pdus.explain(part.bytes()).stream().map(pdu -> new Line("", pdu)).toList();
  }

  /** As {@code intake} keeps it: an array of kinds and texts. */
  private List<Line> dropped(Part part) {
    try {
      var lines = new ArrayList<Line>();
      for (var piece : JSON.readTree(part.text())) {
        String kind = piece.path("kind").asString("");
        lines.add(
            new Line(
                texts.orElse("dropped." + kind.toLowerCase(Locale.ROOT), kind),
                piece.path("text").asString("")));
      }
      return lines;
    } catch (JacksonException e) {
      return List.of(new Line("", part.text()));
    }
  }
}
