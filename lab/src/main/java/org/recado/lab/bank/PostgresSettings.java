package org.recado.lab.bank;

import java.nio.file.Path;
import java.util.Optional;

/**
 * @param port 0 for any free one
 * @param data where the cluster lives and survives a restart; empty for a temporary one
 * @param stopsWithJvm whether the end of the JVM stops it, for those who cannot call close
 */
public record PostgresSettings(int port, Optional<Path> data, boolean stopsWithJvm) {

  /** Any free port, nothing kept, stopped with the JVM: what tests want. */
  public static PostgresSettings temporary() {
    return new PostgresSettings(0, Optional.empty(), true);
  }

  public static PostgresSettings kept(int port, Path data) {
    return new PostgresSettings(port, Optional.of(data), true);
  }
}
