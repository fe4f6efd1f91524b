package org.recado.watch;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/**
 * Something that is done again and again.
 *
 * @param name as in logs, metrics and, if one node does it, {@code gateway.daily}; never changes
 * @param every from one turn to the next
 * @param ready whether this node may do it now; asked before it takes the turn
 */
public record Duty(String name, Duration every, Who who, BooleanSupplier ready, Work work) {

  /** Whose turn it is. */
  public enum Who {
    /** Every node's, at its start and from then on. */
    EACH_NODE,
    /** The node's that takes it first. After the installation the first turn is one from then. */
    ONE_NODE
  }

  /** What is done. */
  @FunctionalInterface
  public interface Work {

    /**
     * @param now when the turn was taken
     * @return false if it ended before it was done and is to be taken up soon
     * @throws IOException with a sentence for the operator; it is tried again soon
     */
    boolean perform(Instant now) throws IOException, SQLException;
  }

  public static Duty ofEachNode(String name, Duration every, Work work) {
    return new Duty(name, every, Who.EACH_NODE, () -> true, work);
  }

  public static Duty ofOneNode(String name, Duration every, Work work) {
    return new Duty(name, every, Who.ONE_NODE, () -> true, work);
  }

  /** The same, left to other nodes while this one is not ready. */
  public Duty onlyIf(BooleanSupplier nodeIsReady) {
    return new Duty(name, every, who, nodeIsReady, work);
  }
}
