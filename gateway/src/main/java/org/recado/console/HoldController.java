package org.recado.console;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.recado.archive.hold.Hold;
import org.recado.archive.hold.HoldScope;
import org.recado.archive.hold.Holds;
import org.recado.archive.record.RecordId;
import org.recado.console.Moments.Moment;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;

/**
 * Holds: what there are, placing one, lifting one. Compliance officers act, auditors look; each act
 * is itself the record.
 */
@Controller
class HoldController {

  private final Holds holds;
  private final TransactionTemplate transactions;
  private final Trail trail;
  private final MessageSource messages;
  private final ZoneId zone;

  HoldController(
      Holds holds,
      TransactionTemplate transactions,
      Trail trail,
      MessageSource messages,
      ConsoleProperties properties) {
    this.holds = holds;
    this.transactions = transactions;
    this.trail = trail;
    this.messages = messages;
    this.zone = properties.zone();
  }

  /** What a hold is over, a line for each thing that is asked of a message. */
  record Line(String label, String value) {}

  /**
   * A hold.
   *
   * @param covers how many messages it covers now, in words; empty once it is lifted
   */
  record Row(
      String id,
      List<Line> scope,
      String reason,
      String placedBy,
      Moment placedAt,
      String covers,
      String liftedBy,
      @Nullable Moment liftedAt) {}

  @GetMapping("/holds")
  String holds(
      @AuthenticationPrincipal Visitor visitor,
      @RequestParam Map<String, String> given,
      Locale locale,
      Model model) {
    trail.opened(visitor, "holds");
    return page(HoldForm.of(given), List.of(), locale, model);
  }

  private String page(HoldForm form, List<String> mistakes, Locale locale, Model model) {
    var texts = new Texts(messages, locale);
    var moments = new Moments(zone, locale);
    var rows = new ArrayList<Row>();
    for (var hold : holds.list()) {
      rows.add(0, row(hold, texts, moments));
    }
    model.addAttribute("inForce", rows.stream().filter(row -> row.liftedAt == null).toList());
    model.addAttribute("lifted", rows.stream().filter(row -> row.liftedAt != null).toList());
    model.addAttribute("form", form);
    model.addAttribute("mistakes", mistakes);
    model.addAttribute("zone", zone.getId());
    return "holds";
  }

  @PostMapping("/holds")
  String place(
      @AuthenticationPrincipal Visitor visitor,
      @RequestParam Map<String, String> given,
      Locale locale,
      Model model) {
    var form = HoldForm.of(given);
    var mistakes = form.mistakes(zone);
    if (!mistakes.isEmpty()) {
      return page(form, mistakes, locale, model);
    }
    transactions.executeWithoutResult(
        status -> holds.place(form.scope(zone), visitor.getName(), form.reason()));
    return "redirect:/holds";
  }

  @PostMapping("/holds/{id}/lift")
  String lift(
      @AuthenticationPrincipal Visitor visitor,
      @PathVariable("id") String id,
      @RequestParam Map<String, String> given) {
    String reason = HoldForm.text(given, "reason", 2_000);
    try {
      var hold = RecordId.of(id);
      if (!reason.isEmpty()) {
        transactions.executeWithoutResult(status -> holds.lift(hold, visitor.getName(), reason));
      }
    } catch (IllegalArgumentException | NoSuchElementException e) {
      throw new ResponseStatusException(HttpStatus.NOT_FOUND);
    }
    return "redirect:/holds";
  }

  private Row row(Hold hold, Texts texts, Moments moments) {
    return new Row(
        hold.id().toString(),
        lines(hold.scope(), texts, moments),
        hold.reason(),
        hold.placedBy(),
        moments.of(hold.placedAt()),
        hold.inForce() ? texts.of("holds.covers", holds.count(hold.scope())) : "",
        hold.liftedBy().orElse(""),
        hold.liftedAt().map(moments::of).orElse(null));
  }

  private static List<Line> lines(HoldScope scope, Texts texts, Moments moments) {
    var lines = new ArrayList<Line>();
    add(lines, texts, "holds.message", scope.message());
    add(lines, texts, "holds.client", scope.client());
    add(lines, texts, "holds.person", scope.person());
    add(lines, texts, "holds.mailbox", scope.mailbox());
    add(lines, texts, "holds.conversation", scope.conversation());
    add(lines, texts, "holds.words", scope.words());
    add(lines, texts, "holds.from", scope.from().map((Instant at) -> moments.of(at).shown()));
    add(lines, texts, "holds.before", scope.before().map((Instant at) -> moments.of(at).shown()));
    return lines;
  }

  private static void add(List<Line> lines, Texts texts, String label, Optional<?> value) {
    value.ifPresent(known -> lines.add(new Line(texts.of(label), known.toString())));
  }
}
