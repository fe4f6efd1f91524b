package org.recado.commit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * One writer thread that commits whatever arrived while it was committing before. An fsync costs
 * the same for one as for a hundred, so speed comes from committing together; nobody is told of
 * success before the commit.
 *
 * <p>A batch that fails is tried again piece by piece, so that one bad piece of work spoils only
 * itself.
 *
 * @param <T> a piece of work
 * @param <R> what came of it
 */
public final class GroupCommit<T, R> implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);

  /** So many pieces in one transaction arrive faster than one after another. */
  private static final int CROWD = 4;

  private static final Duration CROWDED = Duration.ofMillis(250);

  private final TransactionTemplate transaction;
  private final int most;
  private final Function<List<T>, List<R>> writer;
  private final BlockingQueue<Piece<T, R>> waiting = new LinkedBlockingQueue<>();
  private final Semaphore room;
  private final Thread thread;
  private final Object idleness = new Object();
  private boolean idle;
  private volatile boolean closing;
  private volatile boolean ended;
  private volatile long crowdedUntil = System.nanoTime();
  private volatile CompletableFuture<?> latest = CompletableFuture.completedFuture(true);

  private record Piece<T, R>(T work, CompletableFuture<R> result, boolean tookRoom) {}

  /**
   * @param name of the thread
   * @param most pieces of work in one transaction; eight times as many may wait before {@link
   *     #submit} blocks
   * @param writer writes a list of work in the transaction that is open, and returns as many
   *     results in the same order; it may be called again with a part of the same list after a
   *     rollback
   */
  public GroupCommit(
      String name, TransactionTemplate transaction, int most, Function<List<T>, List<R>> writer) {
    this.transaction = transaction;
    this.most = most;
    this.writer = writer;
    this.room = new Semaphore(most * 8);
    this.thread = new Thread(this::run, name);
    this.thread.setDaemon(true);
    this.thread.start();
  }

  /**
   * Hands work over; the future completes after the commit, or exceptionally if nothing of it was
   * written. What hangs on the future runs on the writer's own thread.
   *
   * @throws IllegalStateException if the gateway is stopping; nothing was written
   */
  public CompletableFuture<R> submit(T work) {
    // the writer's own thread is never made to wait for itself
    boolean takesRoom = Thread.currentThread() != thread;
    if (takesRoom) {
      takeRoom();
    }
    if (closing && takesRoom) {
      room.release();
      throw stopping();
    }
    var piece = new Piece<T, R>(work, new CompletableFuture<>(), takesRoom);
    synchronized (waiting) {
      waiting.add(piece);
      latest = piece.result();
    }
    if (ended) {
      failWaiting(); // too late for the thread to see it
    }
    return piece.result();
  }

  private void takeRoom() {
    try {
      while (!room.tryAcquire(100, TimeUnit.MILLISECONDS)) {
        if (closing) {
          throw stopping();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted before anything was written", e);
    }
  }

  private static IllegalStateException stopping() {
    return new IllegalStateException("the gateway is stopping; nothing was written");
  }

  /** Whether work keeps arriving faster than it can be committed one by one. */
  public boolean isCrowded() {
    return crowdedUntil - System.nanoTime() > 0;
  }

  /**
   * Waits until what was handed over before is committed or has failed, at most that long.
   *
   * @return false if it took longer
   */
  public boolean awaitWritten(Duration most) {
    var last = latest;
    try {
      last.handle((result, failure) -> true).get(most.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Hands work over and waits for its commit.
   *
   * @throws RuntimeException what the writer or the commit threw; nothing of the work was written
   */
  public R write(T work) {
    try {
      return submit(work).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private void run() {
    var batch = new ArrayList<Piece<T, R>>(most);
    while (!closing || !waiting.isEmpty()) {
      take(batch);
      if (!batch.isEmpty()) {
        room.release((int) batch.stream().filter(Piece::tookRoom).count());
        if (batch.size() >= CROWD) {
          crowdedUntil = System.nanoTime() + CROWDED.toNanos();
        }
        commit(batch);
        batch.clear();
      }
    }
    ended = true;
    failWaiting();
  }

  /** Waits for work; {@link #close} interrupts only this wait, and never a transaction. */
  private void take(List<Piece<T, R>> batch) {
    synchronized (idleness) {
      if (closing && waiting.isEmpty()) {
        return;
      }
      idle = true;
    }
    try {
      batch.add(waiting.take());
    } catch (InterruptedException e) {
      // the loop's condition decides
    }
    synchronized (idleness) {
      idle = false;
      var unused = Thread.interrupted();
    }
    waiting.drainTo(batch, most - batch.size());
  }

  private void failWaiting() {
    for (var piece = waiting.poll(); piece != null; piece = waiting.poll()) {
      piece.result().completeExceptionally(stopping());
    }
  }

  private void commit(List<Piece<T, R>> batch) {
    List<R> results;
    try {
      results = transaction.execute(status -> written(batch));
    } catch (RuntimeException | Error e) {
      if (batch.size() == 1 || isOfTheDatabase(e)) {
        batch.forEach(piece -> piece.result().completeExceptionally(e));
      } else {
        log.warn(
            "{}: {} could not be written together, and are written apart: {}",
            thread.getName(),
            batch.size(),
            Failures.describe(e));
        int half = batch.size() / 2;
        commit(batch.subList(0, half));
        commit(batch.subList(half, batch.size()));
      }
      return;
    }
    for (int i = 0; i < batch.size(); i++) {
      batch.get(i).result().complete(results.get(i));
    }
  }

  private List<R> written(List<Piece<T, R>> batch) {
    var results = writer.apply(batch.stream().map(Piece::work).toList());
    if (results.size() != batch.size()) {
      throw new IllegalStateException(
          results.size() + " results for " + batch.size() + " pieces of work");
    }
    return results;
  }

  /**
   * The database is away: trying the pieces one by one would keep each waiting for its own
   * time-out.
   */
  private static boolean isOfTheDatabase(Throwable e) {
    return e instanceof TransactionException || e instanceof DataAccessResourceFailureException;
  }

  /** Writes what waits, then ends the thread. */
  @Override
  public void close() {
    synchronized (idleness) {
      closing = true;
      if (idle) {
        thread.interrupt();
      }
    }
    try {
      thread.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
