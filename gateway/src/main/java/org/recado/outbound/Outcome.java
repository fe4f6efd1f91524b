package org.recado.outbound;

import java.util.ArrayList;
import java.util.List;
import org.recado.smpp.SubmitResult;

/**
 * How one attempt ended.
 *
 * @param sms the text
 * @param connection where it was tried
 * @param accepted segments the SMSC took in this attempt
 * @param last what became of the last segment tried; those after it were not
 * @param part that segment, from 1
 * @param parts how many segments the text has
 * @param late whether the answer came after it had been given up
 */
record Outcome(
    QueuedSms sms,
    String connection,
    List<SentSegments.SentSegment> accepted,
    SubmitResult last,
    int part,
    int parts,
    boolean late) {

  /** How it turned out after nobody knew: the answer to the segment in doubt came after all. */
  Outcome settledBy(SubmitResult answer) {
    var taken = new ArrayList<>(accepted);
    if (answer instanceof SubmitResult.Accepted yes) {
      taken.add(
          new SentSegments.SentSegment(sms.id(), part, parts, connection, yes.messageId(), false));
    }
    return new Outcome(sms, connection, taken, answer, part, parts, true);
  }

  /** Whether every segment is with the SMSC. */
  boolean isWhole() {
    return accepted.stream().map(SentSegments.SentSegment::part).distinct().count()
            + sms.sentParts().size()
        >= parts;
  }
}
