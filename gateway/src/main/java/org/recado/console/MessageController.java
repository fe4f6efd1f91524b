package org.recado.console;

import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.recado.archive.record.Archive;
import org.recado.archive.record.ArchivedRecord;
import org.recado.archive.record.DamagedRecordException;
import org.recado.archive.record.Part;
import org.recado.archive.search.Hit;
import org.recado.archive.search.Search;
import org.recado.archive.store.ObjectStoreException;
import org.recado.console.Trail.Opened;
import org.recado.directory.Directory;
import org.recado.message.MessageId;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.server.ResponseStatusException;

/**
 * A message in its conversation, its steps, its mails. What somebody may not read is not found,
 * like what does not exist.
 */
@Controller
class MessageController {

  private final Search search;
  private final Archive archive;
  private final Directory directory;
  private final Proofs proofs;
  private final Steps.Rules rules;
  private final Trail trail;
  private final MessageSource messages;
  private final ZoneId zone;
  private final Clock clock;

  MessageController(
      Search search,
      Archive archive,
      Directory directory,
      Steps.Rules rules,
      JdbcTemplate jdbc,
      Trail trail,
      MessageSource messages,
      ConsoleProperties properties,
      Clock clock) {
    this.search = search;
    this.archive = archive;
    this.directory = directory;
    this.rules = rules;
    this.proofs = new Proofs(jdbc);
    this.trail = trail;
    this.messages = messages;
    this.zone = properties.zone();
    this.clock = clock;
  }

  /** The conversation around a message, as a chat. */
  @GetMapping("/messages/{id}")
  String conversation(
      @AuthenticationPrincipal Visitor visitor,
      @PathVariable String id,
      Locale locale,
      Model model) {
    show(visitor, id, locale, model, Opened.CONVERSATION);
    return "conversation";
  }

  /** The same with every step of every message, to be printed as a record. */
  @GetMapping("/messages/{id}/transcript")
  String transcript(
      @AuthenticationPrincipal Visitor visitor,
      @PathVariable String id,
      Locale locale,
      Model model) {
    show(visitor, id, locale, model, Opened.TRANSCRIPT);
    model.addAttribute("printedAt", new Moments(zone, locale).of(clock.instant()));
    return "conversation";
  }

  private void show(Visitor visitor, String id, Locale locale, Model model, Opened what) {
    var opened = open(visitor, id);
    var all =
        opened.conversation().map(search::conversation).orElse(List.of(opened)).stream()
            .filter(visitor::mayRead)
            .toList();
    var shown = Conversation.around(opened, all);
    trail.viewed(visitor, opened, shown, what);
    var steps = steps(locale);
    boolean everything = what == Opened.TRANSCRIPT;
    model.addAttribute(
        "conversation",
        Conversation.of(
            opened,
            all,
            shown,
            new Names(directory),
            new Texts(messages, locale),
            new Moments(zone, locale),
            hit -> everything ? steps.of(hit, visitor) : null));
    model.addAttribute("zone", zone.getId());
  }

  /** What happened to one message. */
  @GetMapping("/messages/{id}/steps")
  String steps(
      @AuthenticationPrincipal Visitor visitor,
      @PathVariable String id,
      @RequestHeader(name = "HX-Request", defaultValue = "") String piece,
      Locale locale,
      Model model) {
    var hit = open(visitor, id);
    trail.viewed(visitor, hit, List.of(hit), Opened.STEPS);
    model.addAttribute("message", id);
    model.addAttribute("told", steps(locale).of(hit, visitor));
    return piece.isEmpty() ? "steps" : "steps :: steps";
  }

  /** A mail of a message: the one that asked for it, or one that was sent about it. */
  @GetMapping("/messages/{id}/mails/{record}")
  String mail(
      @AuthenticationPrincipal Visitor visitor,
      @PathVariable String id,
      @PathVariable String record,
      Locale locale,
      Model model) {
    var hit = open(visitor, id);
    var mail = mailOf(hit, record).orElseThrow(MessageController::notFound);
    trail.viewed(visitor, hit, List.of(hit), Opened.MAIL);
    model.addAttribute("message", id);
    model.addAttribute(
        "mail", MailView.of(mail.bytes(), new Texts(messages, locale), new Moments(zone, locale)));
    return "mail";
  }

  private Optional<Part> mailOf(Hit hit, String record) {
    try {
      return Steps.records(archive, hit).stream()
          .filter(candidate -> candidate.id().toString().equals(record))
          .findFirst()
          .flatMap((ArchivedRecord found) -> found.part("mail"));
    } catch (DamagedRecordException e) {
      return Optional.empty();
    } catch (ObjectStoreException e) {
      throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE, e.getMessage(), e);
    }
  }

  private Steps steps(Locale locale) {
    return new Steps(
        archive, rules, proofs, new Texts(messages, locale), new Moments(zone, locale));
  }

  private Hit open(Visitor visitor, String id) {
    MessageId message;
    try {
      message = MessageId.of(id);
    } catch (IllegalArgumentException e) {
      throw notFound();
    }
    var hit = search.find(message).orElseThrow(MessageController::notFound);
    if (!visitor.mayRead(hit)) {
      trail.denied(visitor, "/messages/" + id);
      throw notFound();
    }
    return hit;
  }

  private static ResponseStatusException notFound() {
    return new ResponseStatusException(HttpStatus.NOT_FOUND);
  }
}
