package org.recado.lab.bank;

/**
 * @param host the address it listens on
 * @param port 0 for any free one
 */
public record DirectorySettings(String host, int port) {

  /** Any free port on loopback: what tests want. */
  public static DirectorySettings defaults() {
    return new DirectorySettings("127.0.0.1", 0);
  }
}
