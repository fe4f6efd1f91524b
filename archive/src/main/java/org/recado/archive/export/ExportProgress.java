package org.recado.archive.export;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.UUID;

/**
 * How far an export has come, in the folder {@code .progress}: what was chosen when it began, under
 * which checkpoint, and which parts are done. Goes when the export is whole.
 */
final class ExportProgress {

  private static final int ID_OCTETS = 16;

  private final Path folder;
  private final Properties state = new Properties();

  private ExportProgress(Path export) {
    this.folder = export.resolve(".progress");
  }

  /**
   * @param resume whether an export that was broken off is meant
   * @throws IOException with a sentence if the folder holds anything else
   */
  static ExportProgress in(Path export, boolean resume) throws IOException {
    var progress = new ExportProgress(export);
    Files.createDirectories(export);
    boolean begun = Files.exists(progress.file("state"));
    if (resume) {
      if (!begun) {
        throw new IOException("In " + export + " there is no export that was broken off.");
      }
      try (var in = Files.newInputStream(progress.file("state"))) {
        progress.state.load(in);
      }
      return progress;
    }
    try (var files = Files.list(export)) {
      if (files.findAny().isPresent()) {
        throw new IOException(
            "The folder "
                + export
                + (begun
                    ? " holds an export that was broken off; go on with --resume."
                    : " is not empty; an export gets its own."));
      }
    }
    Files.createDirectories(progress.folder);
    return progress;
  }

  String get(String name) {
    return state.getProperty(name, "");
  }

  long number(String name) {
    String value = get(name);
    return value.isEmpty() ? 0 : Long.parseLong(value);
  }

  void set(String name, Object value) {
    state.setProperty(name, value.toString());
  }

  /** On disk before it returns, whole or not at all. */
  void save() throws IOException {
    Path next = file("state.next");
    try (var out = Files.newOutputStream(next)) {
      state.store(out, null);
    }
    Files.move(
        next, file("state"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  DataOutputStream choosing() throws IOException {
    return new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file("chosen"))));
  }

  /** Some of the chosen ids, in their order; fewer at the end. */
  List<UUID> chosen(long from, int most) throws IOException {
    var ids = new ArrayList<UUID>();
    try (var in = new DataInputStream(Files.newInputStream(file("chosen")))) {
      in.skipNBytes(from * ID_OCTETS);
      byte[] octets = in.readNBytes(most * ID_OCTETS);
      var buffer = java.nio.ByteBuffer.wrap(octets);
      while (buffer.remaining() >= ID_OCTETS) {
        ids.add(new UUID(buffer.getLong(), buffer.getLong()));
      }
    }
    return ids;
  }

  void list(String lines) throws IOException {
    Files.writeString(
        file("files"),
        lines,
        StandardCharsets.UTF_8,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    set("listed", Files.size(file("files")));
  }

  /** What was listed for parts that were not finished counts no more. */
  void forgetUnfinished() throws IOException {
    if (Files.exists(file("files"))) {
      try (var channel =
          java.nio.channels.FileChannel.open(file("files"), StandardOpenOption.WRITE)) {
        channel.truncate(number("listed"));
      }
    }
  }

  Path files() {
    return file("files");
  }

  void remove() throws IOException {
    try (var all = Files.walk(folder)) {
      for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private Path file(String name) {
    return folder.resolve(name);
  }
}
