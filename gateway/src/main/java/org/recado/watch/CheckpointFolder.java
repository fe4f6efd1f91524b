package org.recado.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.recado.archive.ledger.Checkpoint;
import org.recado.message.MessageIds;

/** Published checkpoints as files: {@code checkpoint.txt}, the newest, and one for each size. */
public final class CheckpointFolder {

  private static final String NEWEST = "checkpoint.txt";

  private final Path folder;
  private final MessageIds ids;

  /**
   * @param ids name what is being written, so that nodes do not meet
   */
  public CheckpointFolder(Path folder, MessageIds ids) {
    this.folder = folder;
    this.ids = ids;
  }

  /** Empty if nothing has been published here. */
  Optional<String> newest() throws IOException {
    Path newest = folder.resolve(NEWEST);
    return Files.exists(newest) ? Optional.of(Files.readString(newest)) : Optional.empty();
  }

  /** Whoever reads the newest sees the one before or this one, and never half of it. */
  public void publish(String note) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("checkpoint-" + Checkpoint.sizeOf(note) + ".txt"), note);
    Path next = folder.resolve(NEWEST + "." + ids.next());
    Files.writeString(next, note);
    Files.move(
        next,
        folder.resolve(NEWEST),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }
}
