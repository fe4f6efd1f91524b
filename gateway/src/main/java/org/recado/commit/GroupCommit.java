package org.recado.commit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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

  private final TransactionTemplate transaction;
  private final int most;
  private final Function<List<T>, List<R>> writer;
  private final BlockingQueue<Piece<T, R>> waiting;
  private final Thread thread;
  private volatile boolean closing;

  private record Piece<T, R>(T work, CompletableFuture<R> result) {}

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
    this.waiting = new ArrayBlockingQueue<>(most * 8);
    this.thread = new Thread(this::run, name);
    this.thread.setDaemon(true);
    this.thread.start();
  }

  /**
   * Hands work over; the future completes after the commit, or exceptionally if nothing of it was
   * written.
   */
  public CompletableFuture<R> submit(T work) {
    var piece = new Piece<T, R>(work, new CompletableFuture<>());
    try {
      if (closing) {
        throw new IllegalStateException("the gateway is stopping");
      }
      waiting.put(piece);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted before anything was written", e);
    }
    return piece.result();
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
      try {
        batch.add(waiting.take());
      } catch (InterruptedException e) {
        continue; // close() interrupts: the condition above decides
      }
      waiting.drainTo(batch, most - 1);
      commit(batch);
      batch.clear();
    }
  }

  private void commit(List<Piece<T, R>> batch) {
    List<R> results;
    try {
      results =
          transaction.execute(status -> writer.apply(batch.stream().map(Piece::work).toList()));
    } catch (RuntimeException | Error e) {
      if (batch.size() == 1) {
        batch.get(0).result().completeExceptionally(e);
      } else {
        log.warn("a batch of {} could not be written together: {}", batch.size(), reason(e));
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

  /**
   * The class of what went wrong: a database's own message may quote the row, and with it a client.
   */
  private static String reason(Throwable e) {
    return e.getClass().getSimpleName();
  }

  /** Writes what waits, then ends the thread. */
  @Override
  public void close() {
    closing = true;
    thread.interrupt();
    try {
      thread.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
