package org.recado.smpp;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of this package: daemons with names an operator understands. */
final class Threads {

  private Threads() {}

  static ThreadFactory named(String name) {
    var count = new AtomicInteger();
    return task -> {
      var thread = new Thread(task, name + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /** A virtual thread for each task where the JVM has them (21 on), else at most {@code most}. */
  static ExecutorService perTask(String name, int most) {
    try {
      return (ExecutorService)
          Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
      var pool =
          new ThreadPoolExecutor(
              most, most, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), named(name));
      pool.allowCoreThreadTimeOut(true);
      return pool;
    }
  }
}
