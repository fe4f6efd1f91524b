package org.recado.archive.export;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.recado.archive.record.CanonicalJson;

/**
 * The files of one export. The size and SHA-256 of each goes to a list on disk as it is closed, so
 * neither many files nor a fresh start need memory.
 */
final class ExportFolder {

  private final Path folder;
  private final Map<String, String> listed = new LinkedHashMap<>();

  ExportFolder(Path folder) {
    this.folder = folder;
  }

  Path path(String name) {
    return folder.resolve(name);
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
    Path file = path(name);
    Path parent = file.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    return new Hashing(name, new BufferedOutputStream(Files.newOutputStream(file)));
  }

  /** The lines of the manifest for what was written since the last call. */
  String takeListed() {
    var lines = new StringBuilder();
    listed.values().forEach(line -> lines.append(line).append('\n'));
    listed.clear();
    return lines.toString();
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private final class Hashing extends FilterOutputStream {

    private final String name;
    private final MessageDigest digest = sha256();
    private long size;
    private boolean closed;

    Hashing(String name, OutputStream out) {
      super(out);
      this.name = name;
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
      if (!closed) {
        closed = true;
        String hex = HexFormat.of().formatHex(digest.digest());
        listed.put(name, CanonicalJson.write(Map.of("file", name, "size", size, "sha256", hex)));
      }
    }
  }
}
