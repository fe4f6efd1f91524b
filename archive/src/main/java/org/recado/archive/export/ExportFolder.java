package org.recado.archive.export;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of one export on disk. */
final class ExportFolder extends ExportFiles {

  private final Path folder;

  ExportFolder(Path folder) {
    this.folder = folder;
  }

  @Override
  OutputStream create(String name) throws IOException {
    Path file = folder.resolve(name);
    Path parent = file.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    return new BufferedOutputStream(Files.newOutputStream(file));
  }
}
