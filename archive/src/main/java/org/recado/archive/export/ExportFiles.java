package org.recado.archive.export;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.recado.archive.record.CanonicalJson;

/** The files of one export, wherever they go. Of each, size and SHA-256 are taken as it passes. */
abstract class ExportFiles {

  private final Map<String, String> listed = new LinkedHashMap<>();

  /** A new file; nobody opens one twice. */
  abstract OutputStream create(String name) throws IOException;

  /** Several may be open at once. Its size and hash are known once it is closed. */
  final OutputStream open(String name) throws IOException {
    return new Hashing(name, create(name));
  }

  final void write(String name, byte[] octets) throws IOException {
    writeUnlisted(name, octets);
    list(name, octets.length, sha256().digest(octets));
  }

  final void write(String name, String text) throws IOException {
    write(name, text.getBytes(StandardCharsets.UTF_8));
  }

  /** For what signs the list. */
  void writeUnlisted(String name, byte[] octets) throws IOException {
    try (var out = create(name)) {
      out.write(octets);
    }
  }

  private void list(String name, long size, byte[] sha256) {
    String hex = HexFormat.of().formatHex(sha256);
    listed.put(name, CanonicalJson.write(Map.of("file", name, "size", size, "sha256", hex)));
  }

  /** The lines of the manifest for what was written since the last call. */
  final String takeListed() {
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
        list(name, size, digest.digest());
      }
    }
  }
}
