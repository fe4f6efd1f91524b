package org.recado.message;

import java.time.Clock;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Makes ids that sort by time: UUID version 7, RFC 9562 section 5.7, with the 12 bits of {@code
 * rand_a} used as a counter within a millisecond (section 6.2, method 1), so that ids of one node
 * never go backwards, even when the clock does.
 */
public final class MessageIds {

  private final Clock clock;
  private final RandomGenerator random;
  private long lastTick;

  public MessageIds(Clock clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /** A new id, later in order than every id this object made before. */
  public MessageId next() {
    long tick;
    synchronized (this) {
      tick = Math.max(clock.millis() << 12, lastTick + 1);
      lastTick = tick;
    }
    long high = ((tick & ~0xFFFL) << 4) | 0x7000L | (tick & 0xFFFL);
    long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
    return new MessageId(new UUID(high, low));
  }
}
