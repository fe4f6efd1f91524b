package org.recado.console;

import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.recado.archive.search.Count;
import org.recado.archive.search.Hit;
import org.recado.archive.search.Page;
import org.recado.archive.search.Query;
import org.recado.archive.search.Search;
import org.recado.console.FoundWords.Piece;
import org.recado.console.Moments.Moment;
import org.recado.directory.Directory;
import org.springframework.context.MessageSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * The search page, and the pieces of it that are asked for by themselves: the results of another
 * search, and what follows older. Without a script the same addresses give whole pages.
 */
@Controller
class SearchController {

  private static final int PAGE = 25;

  private final Search search;
  private final Asked asked;
  private final Directory directory;
  private final JdbcTemplate jdbc;
  private final Trail trail;
  private final MessageSource messages;
  private final ZoneId zone;

  SearchController(
      Search search,
      Asked asked,
      Directory directory,
      JdbcTemplate jdbc,
      Trail trail,
      MessageSource messages,
      ConsoleProperties properties) {
    this.search = search;
    this.asked = asked;
    this.directory = directory;
    this.jdbc = jdbc;
    this.trail = trail;
    this.messages = messages;
    this.zone = properties.zone();
  }

  /** One line of the results. */
  record Row(
      String message,
      Moment at,
      boolean fromClient,
      String client,
      String clientName,
      String employee,
      String status,
      String statusLabel,
      List<Piece> snippet) {}

  @GetMapping("/")
  String start(@AuthenticationPrincipal Visitor visitor) {
    return visitor.readsMessages() ? "redirect:/search" : "redirect:/operation";
  }

  @GetMapping("/search")
  String search(
      @AuthenticationPrincipal Visitor visitor,
      @RequestParam Map<String, String> given,
      @RequestHeader(name = "HX-Target", defaultValue = "") String target,
      Locale locale,
      Model model) {
    var form = SearchForm.of(given);
    var mistakes = form.mistakes();
    model.addAttribute("form", form);
    model.addAttribute("statuses", SearchForm.STATUSES);
    model.addAttribute("mistakes", mistakes);
    model.addAttribute("rows", List.of());
    model.addAttribute("zone", zone.getId());
    model.addAttribute("wordsMistake", mistake(form, new Texts(messages, locale)));
    if (mistakes.isEmpty()) {
      find(visitor, form, locale, model);
    }
    return switch (target) {
      case "results" -> "search :: results";
      case "older" -> "search :: older";
      default -> "search";
    };
  }

  private static String mistake(SearchForm form, Texts texts) {
    if (form.isStatusUnknown()) {
      return texts.of("query.status", String.join(", ", SearchForm.STATUSES));
    }
    return form.mistake()
        .map(mistake -> texts.of("query." + mistake.kind().key(), mistake.about().toArray()))
        .orElse("");
  }

  private void find(Visitor visitor, SearchForm form, Locale locale, Model model) {
    var query = asked.query(visitor, form);
    var found = search.find(query, new Page(PAGE + 1, form.place()));
    var shown = found.subList(0, Math.min(PAGE, found.size()));
    trail.searched(visitor, form, shown);
    model.addAttribute("rows", rows(query, shown, locale));
    if (visitor.actsOnArchive() && !shown.isEmpty()) {
      model.addAttribute("export", form.path("/exports/new"));
    }
    if (form.place().isEmpty() && !shown.isEmpty()) {
      model.addAttribute("count", count(query, found.size(), new Texts(messages, locale)));
    }
    if (found.size() > PAGE) {
      var last = shown.get(PAGE - 1);
      model.addAttribute("older", form.pathAfter(new Page.Place(last.at(), last.message())));
    }
  }

  /** What is known without counting is not counted. */
  private String count(Query query, int found, Texts texts) {
    var count = found <= PAGE ? new Count(found, Count.Kind.EXACT) : search.count(query);
    return texts.of(
        "search.count." + count.kind().name().toLowerCase(Locale.ROOT), count.messages());
  }

  private List<Row> rows(Query query, List<Hit> hits, Locale locale) {
    var words =
        FoundWords.in(jdbc, query.words().orElse(""), hits.stream().map(Hit::text).toList());
    var names = new Names(directory);
    var moments = new Moments(zone, locale);
    var texts = new Texts(messages, locale);
    return hits.stream()
        .map(
            hit ->
                new Row(
                    hit.message().toString(),
                    moments.of(hit.at()),
                    hit.direction() == org.recado.message.Direction.MO,
                    hit.client().orElse(""),
                    names.client(hit),
                    names.employee(hit),
                    hit.status().orElse(""),
                    hit.status().map(texts::status).orElse(""),
                    words.snippet(hit.text())))
        .toList();
  }
}
