package org.recado.console;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.recado.archive.search.Search;
import org.recado.console.Moments.Moment;
import org.recado.directory.SyncReport;
import org.recado.mailout.Backlog;
import org.recado.mailout.MailSender;
import org.recado.mailout.Mailout;
import org.recado.numbering.Capacity;
import org.recado.outbound.ConnectionStates;
import org.recado.smpp.JsmppConnections;
import org.springframework.context.MessageSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** The state of the gateway, without a word of what passes through it. */
@Controller
class OperationController {

  private static final Duration LATELY = Duration.ofHours(24);
  private static final Set<String> FINE =
      Set.of(SyncReport.Outcome.APPLIED.name(), SyncReport.Outcome.UNCHANGED.name());

  private final JsmppConnections connections;
  private final Search search;
  private final Capacity capacity;
  private final GatewayState state;
  private final Mailout mailout;
  private final MailSender mailSender;
  private final ConnectionStates states;
  private final MessageSource messages;
  private final ZoneId zone;
  private final Clock clock;

  OperationController(
      JsmppConnections connections,
      Search search,
      Capacity capacity,
      JdbcTemplate jdbc,
      Mailout mailout,
      MailSender mailSender,
      MessageSource messages,
      ConsoleProperties properties,
      Clock clock) {
    this.connections = connections;
    this.search = search;
    this.capacity = capacity;
    this.state = new GatewayState(jdbc, clock);
    this.mailout = mailout;
    this.mailSender = mailSender;
    this.states = new ConnectionStates(jdbc, clock);
    this.messages = messages;
    this.zone = properties.zone();
    this.clock = clock;
  }

  /** How many texts are in a state. */
  record Count(String state, String label, long number) {}

  /** Mails of one kind that have not left. */
  record Mails(String label, long waiting, @Nullable Moment oldest, long setAside) {}

  /**
   * A directory's last run.
   *
   * @param fine whether the snapshot is as the directory was
   */
  record Run(GatewayState.DirectoryRun run, Moment finished, String outcome, boolean fine) {}

  @GetMapping("/operation")
  String operation(Locale locale, Model model) {
    var texts = new Texts(messages, locale);
    var moments = new Moments(zone, locale);
    model.addAttribute("now", moments.of(clock.instant()));
    model.addAttribute("zone", zone.getId());
    model.addAttribute("connections", connections.bound());
    model.addAttribute("binds", connections.binds());
    model.addAttribute("wanted", states.wanted());
    var orphans = state.orphans();
    model.addAttribute("orphans", orphans.count());
    orphans.oldest().ifPresent(at -> model.addAttribute("oldestOrphan", moments.of(at)));
    model.addAttribute("open", counts(state.open(), texts));
    model.addAttribute("lately", counts(state.acceptedWithin(LATELY), texts));
    model.addAttribute("pools", capacity.pools());
    model.addAttribute(
        "mails",
        mailout.backlog().kinds().stream().map(kind -> mails(kind, texts, moments)).toList());
    model.addAttribute("mailHosts", mailSender.hosts());
    model.addAttribute(
        "runs",
        state.directoryRuns().stream()
            .map(
                run ->
                    new Run(
                        run,
                        moments.of(run.finishedAt()),
                        texts.orElse("outcome." + run.outcome(), run.outcome()),
                        FINE.contains(run.outcome())))
            .toList());
    state
        .head()
        .ifPresent(
            head -> {
              model.addAttribute("treeSize", head.size());
              model.addAttribute("signedAt", moments.of(head.signedAt()));
            });
    model.addAttribute("pending", state.pending());
    model.addAttribute("behind", search.behind());
    return "operation";
  }

  private static Mails mails(Backlog.OfKind kind, Texts texts, Moments moments) {
    return new Mails(
        texts.orElse("mail.kind." + kind.kind(), kind.kind()),
        kind.waiting(),
        kind.oldest().map(moments::of).orElse(null),
        kind.setAside());
  }

  /** In the order in which a text goes through the states. */
  private static List<Count> counts(Map<String, Long> numbers, Texts texts) {
    return SearchForm.STATUSES.stream()
        .filter(numbers::containsKey)
        .map(name -> new Count(name, texts.status(name), numbers.getOrDefault(name, 0L)))
        .toList();
  }
}
