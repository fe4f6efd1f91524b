package org.recado.directory;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.recado.directory.SyncReport.Difference;
import org.recado.directory.SyncReport.Problem;

/** A report as a table for people; long ones end in how much is left out. */
final class ReportText {

  private static final int SHOWN = 200;

  /** By kind, change and name, so that what a run takes away stands together. */
  private static final Comparator<Difference> IN_ORDER =
      Comparator.comparing(Difference::kind)
          .thenComparing(Difference::change)
          .thenComparing(Difference::name);

  private final SyncReport report;
  private final StringBuilder text = new StringBuilder();

  ReportText(SyncReport report) {
    this.report = report;
  }

  String text() {
    text.append("Source %s: %s%n".formatted(report.source(), report.message()));
    text.append(
        "Read: %d people, %d groups, %d contacts; %d differences, %d problems%n"
            .formatted(
                report.people(),
                report.groups(),
                report.contacts(),
                report.differences().size(),
                report.problems().size()));
    if (!report.differences().isEmpty()) {
      differences(report.differences().stream().sorted(IN_ORDER).toList());
    }
    if (!report.problems().isEmpty()) {
      text.append("%nProblems%n".formatted());
      for (Problem problem : first(report.problems())) {
        text.append("  %s %s%n".formatted(problem.entry(), problem.sentence()));
      }
      more(report.problems().size());
    }
    return text.toString();
  }

  private void differences(List<Difference> all) {
    int widest = Math.min(40, first(all).stream().mapToInt(d -> d.name().length()).max().orElse(4));
    String line = "  %-8s %-8s %-" + Math.max(4, widest) + "s  %s";
    text.append("%n%s%n".formatted(line.formatted("KIND", "CHANGE", "NAME", "DETAIL")));
    for (Difference difference : first(all)) {
      text.append(
              line.formatted(
                      difference.kind().name().toLowerCase(Locale.ROOT),
                      difference.change().name().toLowerCase(Locale.ROOT),
                      difference.name(),
                      difference.detail())
                  .stripTrailing())
          .append(System.lineSeparator());
    }
    more(all.size());
  }

  private void more(int all) {
    if (all > SHOWN) {
      text.append("  … and %d more; --json gives all%n".formatted(all - SHOWN));
    }
  }

  private static <T> List<T> first(List<T> all) {
    return all.subList(0, Math.min(SHOWN, all.size()));
  }
}
