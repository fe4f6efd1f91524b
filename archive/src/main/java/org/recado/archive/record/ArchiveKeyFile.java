package org.recado.archive.record;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of the archive key: a key a line, the newest first. A line is the key's 32 octets in
 * base64, or, where a {@link KeyService} wraps them, its scheme, the name of its key, and what it
 * made of them in base64. A file of just 32 octets is one key.
 */
public final class ArchiveKeyFile {

  private static final Logger LOG = LoggerFactory.getLogger(ArchiveKeyFile.class);
  private static final String ROTATE = " Run archive rotate-archive-key.";

  private final Path file;
  private final Optional<KeyService> service;

  /** A file that holds the keys as they are. */
  public ArchiveKeyFile(Path file) {
    this(file, Optional.empty());
  }

  /**
   * @param service that wraps the keys in the file, if there is one; lines that are not wrapped yet
   *     are read all the same
   */
  public ArchiveKeyFile(Path file, Optional<KeyService> service) {
    this.file = file;
    this.service = service;
  }

  /**
   * @throws IOException with a sentence for the operator if it cannot be read or is no key
   */
  public ArchiveKey load() throws IOException {
    return ArchiveKey.of(keys());
  }

  /**
   * Loads the key, or makes it on the very first start.
   *
   * @param archiveHoldsRecords asked only if there is no file: a new key beside old records would
   *     hide that the old one is lost
   * @throws IOException with a sentence for the operator; also if the newest key can be read by
   *     whoever has the file, although a service is to wrap it
   */
  public ArchiveKey loadOrCreate(BooleanSupplier archiveHoldsRecords, SecureRandom random)
      throws IOException {
    if (!Files.exists(file)) {
      create(archiveHoldsRecords, random);
    }
    if (service.isPresent()) {
      String[] newest = lines().get(0).split(" ", -1);
      if (newest.length != 3) {
        throw new IOException(
            "The archive key "
                + file
                + " is not wrapped, and recado.archive.hsm says that it should be."
                + ROTATE);
      }
      if (!newest[1].equals(service.get().keyName())) {
        LOG.warn(
            "The archive key is wrapped under the key {}, and not under {} yet.{}",
            newest[1],
            service.get().keyName(),
            ROTATE);
      }
    }
    return load();
  }

  private void create(BooleanSupplier archiveHoldsRecords, SecureRandom random) throws IOException {
    if (archiveHoldsRecords.getAsBoolean()) {
      throw new IOException(
          "The archive key "
              + file
              + " is missing, and the archive already holds records sealed with it. Put the key"
              + " back from its backup; a new one could not read them.");
    }
    try {
      KeyFiles.create(file, line(draw(random)));
      LOG.warn(
          "A new archive key was made in {}. Back it up apart from the database now{}: without it"
              + " nobody can read the archive.",
          file,
          service.isPresent() ? ", and the key it is wrapped under" : "");
    } catch (FileAlreadyExistsException e) {
      LOG.info("Another node made the archive key {} first", file);
    }
  }

  /**
   * Makes a new key and puts it before the others in the file. What is sealed from then on is
   * wrapped under it; the others stay until {@link Rewrap} has run. All lines are wrapped as the
   * service wraps today.
   *
   * @throws IOException with a sentence for the operator; the file is as it was
   */
  public void rotate(SecureRandom random) throws IOException {
    var lines = new StringBuilder();
    var older = keys();
    lines.append(line(draw(random)));
    for (byte[] key : older) {
      lines.append(line(key));
    }
    replace(lines.toString());
  }

  /**
   * Takes the keys from the file that nothing is wrapped under any more.
   *
   * @throws IOException with a sentence for the operator; the file is as it was
   */
  public void forgetOlder() throws IOException {
    replace(line(keys().get(0)));
  }

  private void replace(String text) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    Files.deleteIfExists(next);
    KeyFiles.create(next, text);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static byte[] draw(SecureRandom random) {
    byte[] octets = new byte[ArchiveKey.OCTETS];
    random.nextBytes(octets);
    return octets;
  }

  /** A wrapped key is opened again before anything depends on it. */
  private String line(byte[] key) throws IOException {
    var base64 = Base64.getEncoder();
    if (service.isEmpty()) {
      return base64.encodeToString(key) + "\n";
    }
    var wrapping = service.get();
    byte[] wrapped = wrapping.wrap(key);
    if (!Arrays.equals(key, wrapping.unwrap(wrapping.keyName(), wrapped))) {
      throw new IOException(
          "The key "
              + wrapping.keyName()
              + " does not open what it wrapped; nothing was changed. Some HSMs in FIPS mode choose"
              + " nonces themselves: they do not serve.");
    }
    return String.join(" ", wrapping.scheme(), wrapping.keyName(), base64.encodeToString(wrapped))
        + "\n";
  }

  private List<byte[]> keys() throws IOException {
    byte[] octets = octets();
    if (octets.length == ArchiveKey.OCTETS) {
      return List.of(octets);
    }
    var keys = new ArrayList<byte[]>();
    for (String line : lines()) {
      keys.add(key(line));
    }
    return keys;
  }

  private byte[] octets() throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new IOException("The archive key " + file + " cannot be read.", e);
    }
  }

  private List<String> lines() throws IOException {
    var lines =
        new String(octets(), StandardCharsets.ISO_8859_1)
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .toList();
    if (lines.isEmpty()) {
      throw notAKey();
    }
    return lines;
  }

  private byte[] key(String line) throws IOException {
    String[] words = line.split(" ", -1);
    byte[] octets;
    try {
      octets = Base64.getDecoder().decode(words[words.length - 1]);
    } catch (IllegalArgumentException e) {
      throw notAKey();
    }
    if (words.length == 3) {
      if (service.isEmpty() || !service.get().scheme().equals(words[0])) {
        throw new IOException(
            "The archive key "
                + file
                + " is wrapped under the key "
                + words[1]
                + " of an HSM; recado.archive.hsm has to say how to reach it.");
      }
      octets = service.get().unwrap(words[1], octets);
    }
    if ((words.length != 1 && words.length != 3) || octets.length != ArchiveKey.OCTETS) {
      throw notAKey();
    }
    return octets;
  }

  private IOException notAKey() {
    return new IOException(
        "The archive key "
            + file
            + " is not a key: it must hold 32 octets, or their base64, the newest key in the first"
            + " line.");
  }
}
