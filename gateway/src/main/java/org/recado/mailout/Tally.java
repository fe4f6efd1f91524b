package org.recado.mailout;

import java.util.Collection;
import java.util.List;

/**
 * What is known of all texts of a mail, those included that its sender does not want a line about.
 *
 * @param delivered to the telephone, or to a network that says no more
 * @param failed for good
 * @param total texts the mail asked for
 */
public record Tally(int delivered, int failed, int total) {

  public Tally {
    if (delivered < 0 || failed < 0 || delivered + failed > total) {
      throw new IllegalArgumentException("more is known than there is");
    }
  }

  /** When nothing is known but these. */
  static Tally of(List<RecipientStatus> recipients) {
    return of(recipients.stream().map(RecipientStatus::action).toList(), recipients.size());
  }

  static Tally of(Collection<RecipientStatus.Action> known, int total) {
    int delivered = 0;
    int failed = 0;
    for (var action : known) {
      switch (action) {
        case DELIVERED, RELAYED -> delivered++;
        case FAILED -> failed++;
        case DELAYED, UNCERTAIN -> {}
      }
    }
    return new Tally(delivered, failed, Math.max(total, known.size()));
  }

  int open() {
    return total - delivered - failed;
  }
}
