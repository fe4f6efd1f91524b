package org.recado.smpp;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * The threads the links share.
 *
 * @param timers for what happens after a while; nothing there may wait
 * @param answers for what follows from the results of {@code submit_sm}: a few, that wake for many
 *     results at once
 * @param tasks for what waits, such as unbinding
 */
record SmppThreads(ScheduledExecutorService timers, Executor answers, ExecutorService tasks) {

  private static final int ANSWERING = 4;

  static SmppThreads start() {
    var timers = new ScheduledThreadPoolExecutor(1, Threads.named("smpp-timer"));
    timers.setRemoveOnCancelPolicy(true);
    return new SmppThreads(
        timers,
        Threads.perTask("smpp-answer", ANSWERING),
        Threads.perTask("smpp-task", Integer.MAX_VALUE));
  }

  /** Timers end at once, the others once they have done what they were given. */
  void stop() {
    timers.shutdownNow();
    if (answers instanceof ExecutorService pool) {
      pool.shutdown();
    }
    tasks.shutdown();
  }
}
