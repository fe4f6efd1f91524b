package org.recado.outbound;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;

/** A dispatcher for each connection there is; connections may come and go. */
final class Dispatchers implements AutoCloseable {

  private final Map<String, Dispatcher> byConnection = new ConcurrentSkipListMap<>();
  private final Function<String, Dispatcher> make;
  private boolean started;

  Dispatchers(Function<String, Dispatcher> make) {
    this.make = make;
  }

  /** Sends for this connection too; nothing if it did already. */
  synchronized void take(String connection) {
    if (!byConnection.containsKey(connection)) {
      var dispatcher = make.apply(connection);
      byConnection.put(connection, dispatcher);
      if (started) {
        dispatcher.start();
      }
    }
  }

  /** Sends no more for this connection, and returns once what was under way has ended. */
  synchronized void leave(String connection) {
    var dispatcher = byConnection.remove(connection);
    if (dispatcher != null) {
      dispatcher.close();
    }
  }

  synchronized void start() {
    started = true;
    byConnection.values().forEach(Dispatcher::start);
  }

  void wake() {
    byConnection.values().forEach(Dispatcher::wake);
  }

  @Override
  public synchronized void close() {
    started = false;
    byConnection.values().forEach(Dispatcher::close);
  }
}
