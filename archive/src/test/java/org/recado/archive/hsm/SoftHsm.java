package org.recado.archive.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AuthProvider;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Security;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * A token of SoftHSM2 (Debian package softhsm2), made for this test run. The library reads where
 * its tokens are from {@code SOFTHSM2_CONF}, once in a process; the POM sets it.
 */
final class SoftHsm {

  static final String PIN = "271828";

  private static final String MISSING =
      "SoftHSM2 is not installed here (Debian package softhsm2), so no key is wrapped by an HSM";

  private static final List<String> LIBRARIES =
      List.of(
          "/usr/lib/softhsm/libsofthsm2.so",
          "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
          "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
          "/usr/lib64/pkcs11/libsofthsm2.so",
          "/usr/local/lib/softhsm/libsofthsm2.so");

  final Path library;
  final int slot;
  private final Path folder;
  private final Path tokens;

  private SoftHsm(Path library, Path folder, Path tokens, int slot) {
    this.library = library;
    this.folder = folder;
    this.tokens = tokens;
    this.slot = slot;
  }

  /** With one token. Skips the test where there is no SoftHSM2. */
  static SoftHsm start() throws Exception {
    var library = LIBRARIES.stream().map(Path::of).filter(Files::exists).findFirst();
    var conf = Optional.ofNullable(System.getenv("SOFTHSM2_CONF")).map(Path::of);
    boolean installed = library.isPresent() && onPath("softhsm2-util") && conf.isPresent();
    if (!installed) {
      System.out.println(MISSING);
    }
    assumeTrue(installed, MISSING);
    Path folder = Files.createTempDirectory("recado-hsm");
    Path tokens = Files.createDirectory(folder.resolve("tokens"));
    Files.writeString(
        conf.get(), "directories.tokendir = " + tokens + "\nobjectstore.backend = file\n");
    String said =
        run(
            "softhsm2-util",
            "--init-token",
            "--free",
            "--label",
            "r",
            "--pin",
            PIN,
            "--so-pin",
            "314159");
    var slot = Pattern.compile("reassigned to slot (\\d+)").matcher(said);
    assertThat(slot.find()).as("SoftHSM2 made no token: " + said).isTrue();
    return new SoftHsm(library.get(), folder, tokens, Integer.parseInt(slot.group(1)));
  }

  private static boolean onPath(String program) {
    for (String place : System.getenv("PATH").split(File.pathSeparator)) {
      if (Files.isExecutable(Path.of(place, program))) {
        return true;
      }
    }
    return false;
  }

  private static String run(String... words) throws IOException, InterruptedException {
    var process = new ProcessBuilder(words).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor(10, TimeUnit.SECONDS);
    return said;
  }

  HsmSettings settings(String keyLabel) throws IOException {
    return new HsmSettings(library, slot, pinFile(PIN), keyLabel);
  }

  Path pinFile(String pin) throws IOException {
    return Files.writeString(folder.resolve("pin-" + pin), pin + "\n");
  }

  /** An AES key of 256 bits, made in the token, that cannot leave it. */
  void makeKey(String label) throws Exception {
    withKeys(
        keys -> {
          var generator = KeyGenerator.getInstance("AES", keys.getProvider());
          generator.init(256);
          keys.setKeyEntry(label, generator.generateKey(), null, null);
        });
  }

  void makeDesKey(String label) throws Exception {
    SecretKey key =
        new SecretKeySpec("0123456789abcdefghijklmn".getBytes(StandardCharsets.US_ASCII), "DESede");
    withKeys(keys -> keys.setKeyEntry(label, key, null, null));
  }

  void destroyKey(String label) throws Exception {
    withKeys(keys -> keys.deleteEntry(label));
  }

  /** As if the cable was pulled. */
  void goAway() throws IOException {
    Files.move(tokens, folder.resolve("away"));
  }

  private interface Work {
    void with(KeyStore keys) throws GeneralSecurityException;
  }

  private void withKeys(Work work) throws Exception {
    var provider =
        Security.getProvider("SunPKCS11")
            .configure(
                "--name = maker\nlibrary = "
                    + library
                    + "\nslot = "
                    + slot
                    + "\nattributes(*,CKO_SECRET_KEY,CKK_AES) = {\nCKA_SENSITIVE = true\n"
                    + "CKA_EXTRACTABLE = false\nCKA_ENCRYPT = true\nCKA_DECRYPT = true\n}\n");
    var keys = KeyStore.getInstance("PKCS11", provider);
    keys.load(null, PIN.toCharArray());
    work.with(keys);
    ((AuthProvider) provider).logout();
  }
}
