package org.recado.console;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.recado.archive.record.Archive;
import org.recado.archive.record.ArchivedRecord;
import org.recado.archive.record.DamagedRecordException;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordId;
import org.recado.archive.search.Search;
import org.recado.console.Exports.Export;
import org.recado.console.Exports.Piece;
import org.recado.console.Exports.PieceState;
import org.recado.console.Exports.State;
import org.recado.console.Moments.Moment;
import org.recado.message.MessageId;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;

/**
 * Exports: ordered from what was found or from a conversation, and how far each has come. What is
 * in one is chosen by {@link ExportChooser}, and taken from {@link ExportDownload}.
 */
@Controller
class ExportController {

  private static final int SHOWN = 50;

  private final Exports exports;
  private final ExportChooser chooser;
  private final Archive archive;
  private final Search search;
  private final Asked asked;
  private final Trail trail;
  private final MessageSource messages;
  private final ZoneId zone;

  ExportController(
      Exports exports,
      ExportChooser chooser,
      Archive archive,
      Search search,
      Asked asked,
      Trail trail,
      MessageSource messages,
      ConsoleProperties properties) {
    this.exports = exports;
    this.chooser = chooser;
    this.archive = archive;
    this.search = search;
    this.asked = asked;
    this.trail = trail;
    this.messages = messages;
    this.zone = properties.zone();
  }

  /** One thing that was asked for, in words. */
  record Line(String label, String value) {}

  /**
   * An export.
   *
   * @param state a key of the bundles
   * @param running whether it changes by itself
   */
  record Row(
      Export export,
      String state,
      boolean running,
      Moment orderedAt,
      String by,
      ExportOrder order,
      List<Line> lines) {}

  /** A piece; {@code state} is a key of the bundles. */
  record PieceRow(Piece piece, String state, Optional<Moment> takenAt) {}

  @GetMapping("/exports")
  String list(@AuthenticationPrincipal Visitor visitor, Locale locale, Model model) {
    trail.opened(visitor, "exports");
    model.addAttribute(
        "rows", exports.newest(SHOWN).stream().map(export -> row(export, locale)).toList());
    model.addAttribute("days", Exports.KEPT.toDays());
    model.addAttribute("zone", zone.getId());
    return "exports";
  }

  @GetMapping("/exports/new")
  String form(
      @AuthenticationPrincipal Visitor visitor,
      @RequestParam Map<String, String> given,
      Locale locale,
      Model model) {
    return form(visitor, order(visitor, given), List.of(), locale, model);
  }

  private String form(
      Visitor visitor, ExportOrder order, List<String> mistakes, Locale locale, Model model) {
    var texts = new Texts(messages, locale);
    model.addAttribute("order", order);
    model.addAttribute("lines", lines(order, texts));
    model.addAttribute("splits", ExportOrder.SPLITS);
    model.addAttribute("mistakes", mistakes);
    if (!order.isOfConversation() && order.form().mistakes().isEmpty()) {
      var count = search.count(asked.query(visitor, order.form()));
      model.addAttribute(
          "count",
          texts.of(
              "search.count." + count.kind().name().toLowerCase(Locale.ROOT), count.messages()));
    }
    return "export-new";
  }

  @PostMapping("/exports")
  String order(
      @AuthenticationPrincipal Visitor visitor,
      @RequestParam Map<String, String> given,
      Locale locale,
      Model model) {
    var order = order(visitor, given);
    var mistakes = order.mistakes();
    if (!mistakes.isEmpty()) {
      return form(visitor, order, mistakes, locale, model);
    }
    var id = exports.order(order.tell(trail.ordered(visitor)));
    chooser.wake();
    return "redirect:/exports/" + id;
  }

  /** What was given, with the conversation of the message, if that is theirs to see. */
  private ExportOrder order(Visitor visitor, Map<String, String> given) {
    var order = ExportOrder.of(given);
    if (!order.isOfConversation()) {
      return order;
    }
    try {
      var hit =
          search
              .find(MessageId.of(order.message()))
              .filter(visitor::mayRead)
              .orElseThrow(ExportController::notFound);
      return order.ofConversation(hit.conversation().orElse(""));
    } catch (IllegalArgumentException e) {
      throw notFound();
    }
  }

  @GetMapping("/exports/{id}")
  String show(
      @AuthenticationPrincipal Visitor visitor,
      @PathVariable("id") String id,
      @RequestParam(defaultValue = "") String said,
      @RequestHeader(name = "HX-Target", defaultValue = "") String target,
      Locale locale,
      Model model) {
    var export = find(exports, id);
    boolean whole = !target.equals("progress");
    if (whole) {
      trail.opened(visitor, "export " + export.id());
    }
    var moments = new Moments(zone, locale);
    var pieces =
        exports.pieces(export.id()).stream()
            .map(
                piece ->
                    new PieceRow(
                        piece,
                        piece.state().name().toLowerCase(Locale.ROOT),
                        piece.takenAt().map(moments::of)))
            .toList();
    var row = row(export, locale);
    model.addAttribute("row", row);
    model.addAttribute("pieces", pieces);
    model.addAttribute(
        "running",
        row.running()
            || pieces.stream().anyMatch(piece -> piece.piece().state() == PieceState.RUNNING));
    model.addAttribute("busy", said.equals("busy"));
    return whole ? "export" : "export :: progress";
  }

  /** A choice that failed goes on where it was. */
  @PostMapping("/exports/{id}/resume")
  String resume(@PathVariable("id") String id) {
    var export = find(exports, id);
    exports.resume(export.id());
    chooser.wake();
    return "redirect:/exports/" + export.id();
  }

  static Export find(Exports exports, String id) {
    try {
      return exports.find(RecordId.of(id)).orElseThrow(ExportController::notFound);
    } catch (IllegalArgumentException e) {
      throw notFound();
    }
  }

  private Row row(Export export, Locale locale) {
    var record = record(export.id());
    var order = record.map(ExportOrder::of).orElseGet(() -> ExportOrder.of(Map.of()));
    return new Row(
        export,
        state(export),
        export.state() == State.CHOOSING,
        new Moments(zone, locale).of(export.orderedAt()),
        record.flatMap(found -> found.fact(Facts.ACTOR)).orElse(""),
        order,
        record.isPresent() ? lines(order, new Texts(messages, locale)) : List.of());
  }

  private static String state(Export export) {
    if (export.state() != State.READY) {
      return export.state().name().toLowerCase(Locale.ROOT);
    }
    return export.pieces() == 0 ? "empty" : export.taken() == export.pieces() ? "taken" : "ready";
  }

  /** A damaged one is found by the verifier; the list goes on without it. */
  private Optional<ArchivedRecord> record(RecordId id) {
    try {
      return archive.find(id);
    } catch (DamagedRecordException e) {
      return Optional.empty();
    }
  }

  private static List<Line> lines(ExportOrder order, Texts texts) {
    var lines = new ArrayList<Line>();
    order
        .asked()
        .forEach(
            (field, value) ->
                lines.add(
                    new Line(
                        texts.of("search." + field),
                        switch (field) {
                          case "status" -> texts.status(value);
                          case "direction" -> texts.orElse("direction." + value, value);
                          default -> value;
                        })));
    return lines;
  }

  private static ResponseStatusException notFound() {
    return new ResponseStatusException(HttpStatus.NOT_FOUND);
  }
}
