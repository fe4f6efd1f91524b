package org.recado.console;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.recado.archive.disposition.Proposal;
import org.recado.archive.disposition.Proposals;
import org.recado.archive.record.RecordId;
import org.recado.archive.retention.RetentionClass.Trigger;
import org.recado.archive.retention.Schedules;
import org.recado.console.Moments.Moment;
import org.springframework.context.MessageSource;
import org.springframework.dao.DataAccessException;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
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
 * Proposals to destroy what was kept long enough: made, approved by two others, rejected,
 * certified. That it is two others the database sees to. The run itself is a command, for it takes
 * a role that the gateway cannot take.
 */
@Controller
class DispositionController {

  private static final int MOST = 10_000;
  private static final int SHOWN = 200;

  private final Proposals proposals;
  private final Schedules schedules;
  private final TransactionTemplate transactions;
  private final Trail trail;
  private final MessageSource messages;
  private final ZoneId zone;

  DispositionController(
      Proposals proposals,
      Schedules schedules,
      TransactionTemplate transactions,
      Trail trail,
      MessageSource messages,
      ConsoleProperties properties) {
    this.proposals = proposals;
    this.schedules = schedules;
    this.transactions = transactions;
    this.trail = trail;
    this.messages = messages;
    this.zone = properties.zone();
  }

  /**
   * A proposal.
   *
   * @param state rejected, done, approved or open; a key of the bundles
   */
  record Row(Proposal proposal, Moment proposedAt, String state) {}

  /**
   * What of it has one class.
   *
   * @param reason of the schedule that gives it today; empty if none does
   */
  record Share(String name, String rule, String reason, long messages, Moment first, Moment last) {}

  @GetMapping("/disposition")
  String list(
      @AuthenticationPrincipal Visitor visitor,
      @RequestParam(defaultValue = "") String said,
      Locale locale,
      Model model) {
    trail.opened(visitor, "disposition");
    var moments = new Moments(zone, locale);
    model.addAttribute(
        "rows", proposals.list().stream().map(proposal -> row(proposal, moments)).toList());
    model.addAttribute("nothing", said.equals("nothing"));
    return "disposition";
  }

  @PostMapping("/disposition")
  String propose(
      @AuthenticationPrincipal Visitor visitor, @RequestParam Map<String, String> given) {
    String reason = HoldForm.text(given, "reason", 2_000);
    if (reason.isEmpty()) {
      return "redirect:/disposition";
    }
    var made =
        transactions.execute(
            status -> proposals.proposeDestruction(visitor.getName(), reason, MOST));
    return made == null || made.isEmpty()
        ? "redirect:/disposition?said=nothing"
        : "redirect:/disposition/" + made.get().id();
  }

  @GetMapping("/disposition/{id}")
  String show(
      @AuthenticationPrincipal Visitor visitor,
      @PathVariable("id") String id,
      @RequestParam(defaultValue = "") String said,
      Locale locale,
      Model model) {
    var proposal = proposal(id);
    trail.opened(visitor, "disposition " + id);
    var texts = new Texts(messages, locale);
    var moments = new Moments(zone, locale);
    model.addAttribute("row", row(proposal, moments));
    model.addAttribute(
        "shares",
        proposals.shares(proposal.id()).stream()
            .map(share -> share(share, texts, moments))
            .toList());
    var ids = proposals.messages(proposal.id());
    model.addAttribute("ids", ids.subList(0, Math.min(SHOWN, ids.size())));
    model.addAttribute("more", Math.max(0, ids.size() - SHOWN));
    model.addAttribute("mayApprove", visitor.actsOnArchive() && mayApprove(proposal, visitor));
    model.addAttribute(
        "mayReject",
        visitor.actsOnArchive() && proposal.closed().isEmpty() && proposal.done() == 0);
    model.addAttribute("changed", said.equals("changed"));
    return "proposal";
  }

  /** As the database will see it, so that nobody is offered what it refuses. */
  private static boolean mayApprove(Proposal proposal, Visitor visitor) {
    return proposal.closed().isEmpty()
        && proposal.approvers().size() < 2
        && !proposal.proposedBy().equalsIgnoreCase(visitor.getName())
        && proposal.approvers().stream().noneMatch(visitor.getName()::equalsIgnoreCase);
  }

  @PostMapping("/disposition/{id}/approve")
  String approve(@AuthenticationPrincipal Visitor visitor, @PathVariable("id") String id) {
    var proposal = proposal(id);
    return act(proposal, () -> proposals.approve(proposal.id(), visitor.getName()));
  }

  @PostMapping("/disposition/{id}/reject")
  String reject(
      @AuthenticationPrincipal Visitor visitor,
      @PathVariable("id") String id,
      @RequestParam Map<String, String> given) {
    var proposal = proposal(id);
    String reason = HoldForm.text(given, "reason", 2_000);
    return reason.isEmpty()
        ? "redirect:/disposition/" + proposal.id()
        : act(proposal, () -> proposals.reject(proposal.id(), visitor.getName(), reason));
  }

  /** What the database refuses was changed by somebody else meanwhile; the page shows by whom. */
  private String act(Proposal proposal, Supplier<Proposal> act) {
    String page = "redirect:/disposition/" + proposal.id();
    try {
      transactions.executeWithoutResult(
          status -> {
            var unused = act.get();
          });
      return page;
    } catch (DataAccessException e) {
      return page + "?said=changed";
    }
  }

  @GetMapping("/disposition/{id}/certificate")
  ResponseEntity<String> certificate(
      @AuthenticationPrincipal Visitor visitor, @PathVariable("id") String id) {
    var proposal = proposal(id);
    var note =
        proposals
            .certificate(proposal.id())
            .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    trail.opened(visitor, "certificate " + id);
    return ResponseEntity.ok()
        .contentType(new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8))
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            ContentDisposition.attachment()
                .filename("certificate-" + proposal.id() + ".txt")
                .build()
                .toString())
        .body(note);
  }

  private Proposal proposal(String id) {
    try {
      return proposals.get(RecordId.of(id));
    } catch (IllegalArgumentException | NoSuchElementException e) {
      throw new ResponseStatusException(HttpStatus.NOT_FOUND);
    }
  }

  private static Row row(Proposal proposal, Moments moments) {
    return new Row(
        proposal,
        moments.of(proposal.proposedAt()),
        proposal.closed().orElse(proposal.mayRun() ? "approved" : "open"));
  }

  private Share share(Proposals.Share share, Texts texts, Moments moments) {
    var retention = share.retention();
    return new Share(
        retention.name(),
        texts.of(
            retention.trigger() == Trigger.RECORDED ? "keeping.years" : "keeping.relation",
            retention.years()),
        schedules.reasonOf(retention.name()),
        share.messages(),
        moments.of(share.first()),
        moments.of(share.last()));
  }
}
