package org.recado.mailout;

import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import org.recado.directory.Contact;
import org.recado.mailout.RecipientStatus.Action;

/** The part of a report that a person reads: what failed first, each with what can be done. */
final class ReportText {

  private final MailStyle style;
  private final Wording wording;
  private final DeliveryReport report;

  ReportText(MailStyle style, DeliveryReport report) {
    this.style = style;
    this.wording = style.wording();
    this.report = report;
  }

  String subject() {
    var actions = report.recipients().stream().map(RecipientStatus::action).distinct().toList();
    String kind = actions.size() == 1 ? name(actions.get(0)) : "mixed";
    String about =
        report.mail().subject().orElseGet(() -> wording.text("report.subject.none", Map.of()));
    return wording.text("report.subject." + kind, Map.of("subject", about));
  }

  String body() {
    var text = new StringBuilder();
    String sent = style.shown(report.arrivedAt());
    text.append(wording.text("report.opening", Map.of("sent", sent))).append("\n\n");
    boolean ofOutcomes = report.recipients().stream().anyMatch(r -> r.action() != Action.DELAYED);
    if (report.tally().total() > 1 && ofOutcomes) {
      text.append(summary()).append("\n\n");
    }
    report.recipients().stream()
        .sorted(Comparator.comparing(recipient -> rank(recipient.action())))
        .forEach(recipient -> recipient(text, recipient));
    return text.append('\n').append(wording.text("report.closing", Map.of())).toString();
  }

  private void recipient(StringBuilder text, RecipientStatus recipient) {
    String line =
        wording.text(
            "report.line." + name(recipient.action()),
            Map.of("client", shown(recipient.client()), "at", style.shown(recipient.at())));
    text.append(line);
    boolean arrived =
        recipient.action() == Action.DELIVERED || recipient.action() == Action.RELAYED;
    if (!arrived) {
      wording
          .find("report.reason." + recipient.status(), Map.of())
          .ifPresent(reason -> text.append(' ').append(reason));
      if (!recipient.diagnostic().isBlank()) {
        text.append("\n    ")
            .append(
                wording.text("report.diagnostic", Map.of("diagnostic", recipient.diagnostic())));
      }
    }
    text.append('\n');
  }

  private String summary() {
    var tally = report.tally();
    return wording.text(
        "report.summary",
        Map.of(
            "delivered", Integer.toString(tally.delivered()),
            "failed", Integer.toString(tally.failed()),
            "open", Integer.toString(tally.open()),
            "total", Integer.toString(tally.total())));
  }

  private static int rank(Action action) {
    return switch (action) {
      case FAILED -> 0;
      case UNCERTAIN -> 1;
      case DELAYED -> 2;
      case RELAYED -> 3;
      case DELIVERED -> 4;
    };
  }

  private static String shown(Contact client) {
    String number = client.number().e164();
    return client.name().isBlank() ? number : client.name() + " (" + number + ")";
  }

  private static String name(Action action) {
    return action.name().toLowerCase(Locale.ROOT);
  }
}
