package org.recado.smpp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;

/**
 * Writes a link: one thread, so that no sender waits for the socket, and what has gathered goes out
 * in one write. Runs until it is interrupted or the socket fails.
 */
final class LinkWriter implements Runnable {

  /** What is written at once at most, about a socket buffer. */
  private static final int MOST = 256;

  /** Far above any window and burst: beyond it the SMSC does not read any more. */
  static final int LONGEST_QUEUE = 50_000;

  private final BlockingQueue<Outgoing> queue = new LinkedBlockingQueue<>(LONGEST_QUEUE);
  private final OutputStream out;
  private final Runnable onFailure;

  /**
   * @param out also jsmpp writes to it, under its lock
   * @param onFailure when the socket takes no more
   */
  LinkWriter(OutputStream out, Runnable onFailure) {
    this.out = out;
    this.onFailure = onFailure;
  }

  /**
   * @param starts asked right before the octets go; false leaves them out
   */
  void write(Octets pdu, BooleanSupplier starts) {
    if (!queue.offer(new Outgoing(pdu, starts))) {
      onFailure.run();
    }
  }

  @Override
  public void run() {
    try {
      var batch = new ArrayList<Outgoing>();
      var octets = new ByteArrayOutputStream();
      while (!Thread.currentThread().isInterrupted()) {
        batch.add(queue.take());
        queue.drainTo(batch, MOST);
        for (Outgoing outgoing : batch) {
          if (outgoing.starts.getAsBoolean()) {
            outgoing.pdu.writeTo(octets);
          }
        }
        synchronized (out) {
          octets.writeTo(out);
          out.flush();
        }
        octets.reset();
        batch.clear();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      onFailure.run();
    }
  }

  private record Outgoing(Octets pdu, BooleanSupplier starts) {}
}
