package org.recado.archive.export;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The files of one export as a zip on its way to somebody. A zip takes one file after another, so
 * what is open at the same time waits in memory, compressed; what is finished waits until it is
 * given on. Nothing touches the disk.
 */
final class ExportZip extends ExportFiles {

  private final ByteArrayOutputStream finished = new ByteArrayOutputStream();
  private final ZipOutputStream zip = new ZipOutputStream(finished, StandardCharsets.UTF_8);
  private final Set<Waiting> open = new HashSet<>();
  private final String folder;
  private final Instant at;

  /**
   * @param folder what it is unpacked into
   * @param at the time of all its files
   */
  ExportZip(String folder, Instant at) {
    this.folder = folder;
    this.at = at;
  }

  @Override
  OutputStream create(String name) {
    var waiting = new Waiting(name);
    open.add(waiting);
    return waiting;
  }

  @Override
  void writeUnlisted(String name, byte[] octets) throws IOException {
    begin(name);
    zip.write(octets);
    zip.closeEntry();
  }

  /** Octets of memory that open files take. */
  long waiting() {
    return open.stream().mapToLong(file -> file.octets.size()).sum();
  }

  /** Gives on what is finished and forgets it. May take as long as the other side likes. */
  void giveOn(OutputStream out) throws IOException {
    finished.writeTo(out);
    finished.reset();
  }

  /** Without this it is no zip. */
  void end(OutputStream out) throws IOException {
    zip.finish();
    giveOn(out);
  }

  private void begin(String name) throws IOException {
    var entry = new ZipEntry(folder + "/" + name);
    entry.setTime(at.toEpochMilli());
    zip.putNextEntry(entry);
  }

  private final class Waiting extends DeflaterOutputStream {

    private final String name;
    private final ByteArrayOutputStream octets;
    private boolean over;

    Waiting(String name) {
      this(name, new ByteArrayOutputStream());
    }

    private Waiting(String name, ByteArrayOutputStream octets) {
      super(octets);
      this.name = name;
      this.octets = octets;
    }

    @Override
    public void close() throws IOException {
      super.close();
      if (!over) {
        over = true;
        open.remove(this);
        begin(name);
        try (var again = new InflaterInputStream(new ByteArrayInputStream(octets.toByteArray()))) {
          again.transferTo(zip);
        }
        zip.closeEntry();
      }
    }
  }
}
