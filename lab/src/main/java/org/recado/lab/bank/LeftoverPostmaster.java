package org.recado.lab.bank;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The postmaster that may still run on a data directory because the JVM which started it was
 * killed. Its {@code postmaster.pid} has the process in the first line and the port in the fourth.
 */
final class LeftoverPostmaster {

  private static final int PORT_LINE = 3;

  private final Optional<ProcessHandle> process;
  private final int port;

  private LeftoverPostmaster(Optional<ProcessHandle> process, int port) {
    this.process = process;
    this.port = port;
  }

  static LeftoverPostmaster of(Path data) throws IOException {
    Path file = data.resolve("postmaster.pid");
    if (!Files.exists(file)) {
      return new LeftoverPostmaster(Optional.empty(), 0);
    }
    List<String> lines = Files.readAllLines(file);
    if (lines.size() <= PORT_LINE) {
      return new LeftoverPostmaster(Optional.empty(), 0);
    }
    Optional<ProcessHandle> process =
        ProcessHandle.of(Long.parseLong(lines.get(0).strip()))
            .filter(ProcessHandle::isAlive)
            .filter(LeftoverPostmaster::isPostgres);
    return new LeftoverPostmaster(process, Integer.parseInt(lines.get(PORT_LINE).strip()));
  }

  /**
   * The port to start on. A leftover on the wanted port is gone on with; one on another port is
   * ended first, since two cannot share the data.
   *
   * @param wanted 0 for any
   */
  int portToUse(int wanted) throws IOException {
    if (process.isEmpty()) {
      return wanted;
    }
    if (wanted == 0 || wanted == port) {
      return port;
    }
    end(process.get());
    return wanted;
  }

  private static void end(ProcessHandle postmaster) throws IOException {
    postmaster.destroy();
    try {
      postmaster.onExit().get(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException(
          "PostgreSQL of an earlier start still runs as process " + postmaster.pid(), e);
    }
  }

  private static boolean isPostgres(ProcessHandle process) {
    return process.info().command().map(command -> command.contains("postgres")).orElse(true);
  }
}
