package org.recado.outbound;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.recado.smpp.SubmitSm;

/**
 * An attempt that is committed: these segments may now leave.
 *
 * @param segments all of the text's, in order
 * @param startBefore after this the claim might run out before the answer comes, and nothing may
 *     leave any more
 * @param slots when each segment that is to be sent may leave
 */
record Attempt(QueuedSms sms, List<SubmitSm> segments, Instant startBefore, Slots slots) {

  /**
   * Moments an interval apart, for an account with a pace.
   *
   * @param first by {@link System#nanoTime}
   * @param interval zero for no pace
   */
  record Slots(long first, Duration interval) {

    /** How long the n-th segment sent, from 0, has to wait from now on. */
    Duration waitOf(int n) {
      return interval.isZero()
          ? Duration.ZERO
          : Duration.ofNanos(first + n * interval.toNanos() - System.nanoTime());
    }
  }
}
