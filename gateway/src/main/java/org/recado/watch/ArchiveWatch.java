package org.recado.watch;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.recado.commit.Loop;

/** Goes through the archive's duties, from the start of the gateway to its end. */
public final class ArchiveWatch implements AutoCloseable {

  /** How soon is seen that something is due. */
  private static final Duration PAUSE = Duration.ofMinutes(5);

  private final List<Rounds> rounds;
  private final List<Loop> loops;
  private final Runnable stopping;

  /**
   * @param rounds each gets a thread: what takes hours keeps nothing else waiting
   * @param stopping tells what takes long that it is to end
   */
  public ArchiveWatch(List<Rounds> rounds, Runnable stopping) {
    this.rounds = List.copyOf(rounds);
    this.loops = rounds.stream().map(one -> new Loop(one.name(), PAUSE, one::work)).toList();
    this.stopping = stopping;
  }

  /** The first round is made at once. */
  public void start() {
    loops.forEach(Loop::start);
    loops.forEach(Loop::wake);
  }

  @Override
  public void close() {
    stopping.run();
    loops.forEach(Loop::close);
  }

  /** The names of all duties. */
  public List<String> duties() {
    return rounds.stream().flatMap(one -> one.duties().stream()).map(Duty::name).toList();
  }

  /** The names of those that failed when this node last tried. */
  public Set<String> failing() {
    return rounds.stream()
        .flatMap(one -> one.failing().stream())
        .collect(Collectors.toUnmodifiableSet());
  }
}
