package org.recado.console;

import java.util.Set;
import org.recado.watch.ArchiveWatch;
import org.recado.watch.DailyReconciliation;
import org.recado.watch.Standing;
import org.recado.watch.TreeCheck;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Member {@code tree} of the group {@code archive}, and not of readiness, for mail is taken all the
 * same: down once the archive's tree was not what was signed. Its details say when it was looked
 * at, and what of the daily work fails.
 */
@Component
final class TreeHealthIndicator implements HealthIndicator {

  private final TreeCheck tree;
  private final DailyReconciliation reconciliation;
  private final ArchiveWatch watch;

  TreeHealthIndicator(TreeCheck tree, DailyReconciliation reconciliation, ArchiveWatch watch) {
    this.tree = tree;
    this.reconciliation = reconciliation;
    this.watch = watch;
  }

  @Override
  public Health health() {
    return of(tree.standing(), reconciliation.gaps(), watch.failing());
  }

  static Health of(Standing standing, long gaps, Set<String> failing) {
    var health = standing instanceof Standing.Damaged ? Health.down() : Health.up();
    if (standing instanceof Standing.Damaged damaged) {
      health.withDetail("checked", damaged.at().toString()).withDetail("found", damaged.what());
    } else if (standing instanceof Standing.AsSigned signed) {
      health.withDetail("checked", signed.at().toString()).withDetail("leaves", signed.leaves());
    }
    return health.withDetail("gaps", gaps).withDetail("failing", failing).build();
  }
}
