package org.recado.archive.export;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** The files of one export, with the size and SHA-256 of each as it was written. */
final class ExportFolder {

  private final Path folder;
  private final Map<String, Map<String, Object>> written = new TreeMap<>();

  ExportFolder(Path folder) throws IOException {
    this.folder = folder;
    Files.createDirectories(folder);
    try (var files = Files.list(folder)) {
      if (files.findAny().isPresent()) {
        throw new IOException("The folder " + folder + " is not empty; an export gets its own.");
      }
    }
  }

  void write(String name, byte[] octets) throws IOException {
    try (var out = open(name)) {
      out.write(octets);
    }
  }

  void write(String name, String text) throws IOException {
    write(name, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Its size and hash are known once it is closed. */
  OutputStream open(String name) throws IOException {
    Path file = folder.resolve(name);
    Path parent = file.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    return new Hashing(
        name, new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)));
  }

  Map<String, Map<String, Object>> written() {
    return written;
  }

  private final class Hashing extends FilterOutputStream {

    private final String name;
    private final MessageDigest digest;
    private long size;

    Hashing(String name, OutputStream out) {
      super(out);
      this.name = name;
      try {
        digest = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has SHA-256", e);
      }
    }

    @Override
    public void write(int octet) throws IOException {
      out.write(octet);
      digest.update((byte) octet);
      size++;
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
      out.write(octets, offset, length);
      digest.update(octets, offset, length);
      size += length;
    }

    @Override
    public void close() throws IOException {
      super.close();
      if (!written.containsKey(name)) {
        written.put(
            name, Map.of("size", size, "sha256", HexFormat.of().formatHex(digest.digest())));
      }
    }
  }
}
