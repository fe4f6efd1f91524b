package org.recado.console;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.recado.archive.record.Archive;
import org.recado.archive.record.ArchivedRecord;
import org.recado.archive.record.DamagedRecordException;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordKind;
import org.recado.archive.store.ObjectStoreException;
import org.recado.console.Moments.Moment;
import org.recado.message.MessageId;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;

/** Who signed in, searched, opened, reviewed and took copies: what auditors look at. */
@Controller
class TrailController {

  private static final int PAGE = 50;

  /** The kinds are those of the index {@code record_of_access}, spelled as there. */
  private static final String NEWEST =
      """
      select r.metadata, c.sealed, c.wrapped_key
      from archive.record r left join archive.content c on c.record_id = r.id
      where r.kind in ('signed-in', 'searched', 'viewed', 'exported', 'reviewed')
        and r.id < ?
      order by r.id desc limit ?
      """;

  /** Sorts after every id there is. */
  private static final UUID END = new UUID(-1, -1);

  /** Facts that have a column of their own, or that only link records. */
  private static final Set<String> SAID =
      Set.of(Facts.ACTOR, Facts.CONVERSATION, "role", "outcome", "shown");

  private final Archive archive;
  private final Trail trail;
  private final MessageSource messages;
  private final ZoneId zone;

  TrailController(
      Archive archive, Trail trail, MessageSource messages, ConsoleProperties properties) {
    this.archive = archive;
    this.trail = trail;
    this.messages = messages;
    this.zone = properties.zone();
  }

  /**
   * One record.
   *
   * @param who the mailbox, or where the record names nobody, what acted
   * @param message what was opened, or empty
   * @param refused whether it was not granted
   */
  record Row(
      Moment at,
      String what,
      boolean refused,
      String who,
      String role,
      String message,
      String more) {}

  @GetMapping("/trail")
  String trail(
      @AuthenticationPrincipal Visitor visitor,
      @RequestParam(defaultValue = "") String before,
      Locale locale,
      Model model) {
    trail.lookedThrough(visitor, before);
    var end = before.isEmpty() ? END : place(before);
    model.addAttribute("zone", zone.getId());
    try {
      var found = archive.open(NEWEST, end, PAGE + 1);
      var shown = found.subList(0, Math.min(PAGE, found.size()));
      model.addAttribute("rows", rows(shown, locale));
      if (found.size() > PAGE) {
        model.addAttribute("older", shown.get(PAGE - 1).id().toString());
      }
    } catch (DamagedRecordException e) {
      model.addAttribute("rows", List.of());
      model.addAttribute("damage", e.getMessage());
    } catch (ObjectStoreException e) {
      model.addAttribute("rows", List.of());
      model.addAttribute("away", e.getMessage());
    }
    return "trail";
  }

  private static UUID place(String before) {
    try {
      return UUID.fromString(before);
    } catch (IllegalArgumentException e) {
      throw new ResponseStatusException(HttpStatus.BAD_REQUEST);
    }
  }

  private List<Row> rows(List<ArchivedRecord> records, Locale locale) {
    var texts = new Texts(messages, locale);
    var moments = new Moments(zone, locale);
    return records.stream().map(record -> row(record, texts, moments)).toList();
  }

  private static Row row(ArchivedRecord record, Texts texts, Moments moments) {
    String kind = record.kind().wireName();
    String role = record.fact("role").orElse("");
    Instant at = record.at();
    return new Row(
        moments.of(at),
        texts.orElse("step." + kind, kind),
        record.fact("outcome").filter("refused"::equals).isPresent(),
        record.fact(Facts.ACTOR).orElse(""),
        role.isEmpty() ? "" : texts.orElse("role." + role, role),
        opened(record).map(MessageId::toString).orElse(""),
        more(record, texts));
  }

  private static Optional<MessageId> opened(ArchivedRecord record) {
    return record.kind() == RecordKind.VIEWED || record.kind() == RecordKind.REVIEWED
        ? record.message()
        : Optional.empty();
  }

  private static String more(ArchivedRecord record, Texts texts) {
    var facts = new ArrayList<String>();
    record
        .facts()
        .forEach(
            (name, value) -> {
              if (!SAID.contains(name)) {
                String label = name.startsWith("asked-") ? name.substring(6) : "fact." + name;
                facts.add(
                    texts.orElse(label, texts.orElse("search." + label, label)) + ": " + value);
              }
            });
    return String.join(" · ", facts);
  }
}
