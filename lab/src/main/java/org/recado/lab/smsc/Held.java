package org.recado.lab.smsc;

import java.util.ArrayDeque;
import java.util.Queue;

/** Lets things pass at once, or keeps them in their order until released. */
final class Held {

  private final Queue<Runnable> kept = new ArrayDeque<>();
  private boolean holding;

  synchronized void hold() {
    holding = true;
  }

  void pass(Runnable thing) {
    synchronized (this) {
      if (holding) {
        kept.add(thing);
        return;
      }
    }
    thing.run();
  }

  synchronized void release() {
    holding = false;
    kept.forEach(Runnable::run);
    kept.clear();
  }
}
