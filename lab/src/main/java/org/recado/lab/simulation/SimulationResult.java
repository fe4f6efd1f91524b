package org.recado.lab.simulation;

import java.util.List;
import java.util.Locale;

/**
 * What came of a simulation.
 *
 * @param texts employees wrote
 * @param answers clients wrote, those to the desk included
 * @param misrouted in a mailbox or on a telephone they do not belong to
 * @param lost that never arrived
 * @param doubled that arrived again
 * @param otherNumber employees' answers that went out over another number than the client wrote to
 * @param garbled that arrived otherwise than they were written, or that nobody wrote
 * @param known answers to a text of an employee's
 * @param lastSender of these, how many the rule "last sender wins" would have misrouted with one
 *     number for all
 * @param lastSenderOver the same with as many numbers as here, drawn for each text
 * @param complaints the first of what was wrong
 */
public record SimulationResult(
    int texts,
    int answers,
    int misrouted,
    int lost,
    int doubled,
    int otherNumber,
    int garbled,
    int known,
    int lastSender,
    int lastSenderOver,
    List<String> complaints) {

  public SimulationResult {
    complaints = List.copyOf(complaints);
  }

  public boolean isClean() {
    return misrouted == 0 && lost == 0 && doubled == 0 && otherNumber == 0 && garbled == 0;
  }

  /** A table for people. */
  public String table() {
    return String.format(
        Locale.ROOT,
        """
        texts of employees %,d, of clients %,d
        misrouted %,d, lost %,d, doubled %,d, over another number %,d, garbled %,d
        the rule "last sender wins" on the same events: of %,d answers
          with one number for all          %,d misrouted (%.1f %%)
          with as many numbers, by chance  %,d misrouted (%.1f %%)
        """,
        texts,
        answers,
        misrouted,
        lost,
        doubled,
        otherNumber,
        garbled,
        known,
        lastSender,
        share(lastSender),
        lastSenderOver,
        share(lastSenderOver));
  }

  private double share(int of) {
    return known == 0 ? 0 : 100.0 * of / known;
  }
}
