package org.recado.assembly;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.util.Optional;
import org.recado.archive.hsm.HsmSettings;
import org.recado.archive.hsm.Pkcs11KeyService;
import org.recado.settings.Mistakes;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code recado.archive.hsm}: a hardware security module whose key wraps the archive key
 * in its file.
 *
 * @param library the PKCS#11 library of its maker, an absolute path; empty for none
 * @param slot the number of the slot that the token is in, as {@code pkcs11-tool
 *     --list-token-slots} shows it
 * @param pinFile a file with the PIN of the token's user, that not everybody can read
 * @param keyLabel label of an AES key of the token; 1 to 64 ASCII characters without spaces
 */
public record HsmProperties(
    @DefaultValue("") String library,
    @DefaultValue("-1") int slot,
    @DefaultValue("") String pinFile,
    @DefaultValue("recado-archive") String keyLabel) {

  void check(Mistakes mistakes) {
    if (library.isBlank()) {
      mistakes.check(
          pinFile.isBlank() && slot == -1, "hsm.library", "name the PKCS#11 library of the HSM");
      return;
    }
    mistakes
        .check(
            Path.of(library).isAbsolute() && library.indexOf('$') < 0,
            "hsm.library",
            "give an absolute path without $")
        .check(
            !Path.of(library).isAbsolute() || Files.isReadable(Path.of(library)),
            "hsm.library",
            "there is no file that can be read at " + library)
        .check(slot >= 0, "hsm.slot", "give the number of the token's slot, 0 or more")
        .check(!pinFile.isBlank(), "hsm.pin-file", "name the file with the token's PIN")
        .check(
            pinFile.isBlank() || Files.isReadable(Path.of(pinFile)),
            "hsm.pin-file",
            "cannot be read")
        .check(
            pinFile.isBlank() || !everybodyReads(Path.of(pinFile)),
            "hsm.pin-file",
            "everybody on this machine can read it; chmod 600 it")
        .check(
            HsmSettings.isLabel(keyLabel),
            "hsm.key-label",
            "give 1 to 64 ASCII characters without spaces");
  }

  /** The group may: secrets in containers are given to one. */
  private static boolean everybodyReads(Path file) {
    try {
      return file.getFileSystem().supportedFileAttributeViews().contains("posix")
          && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
    } catch (IOException e) {
      return false; // it cannot be read at all, which is said
    }
  }

  /** Empty if there is none. Nothing is asked of it yet. */
  Optional<Pkcs11KeyService> service() {
    return library.isBlank()
        ? Optional.empty()
        : Optional.of(
            new Pkcs11KeyService(
                new HsmSettings(Path.of(library), slot, Path.of(pinFile), keyLabel),
                new SecureRandom()));
  }
}
