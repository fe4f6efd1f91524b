package org.recado.archive.cold;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.recado.archive.store.Ceph;
import org.recado.archive.store.ObjectStore;
import org.recado.archive.store.ObjectVersion;

/** With a Ceph that enforces locks (lab/peers/ceph.sh), and with its disks in reach. */
@EnabledIfSystemProperty(named = "recado.ceph", matches = "http.*")
class PeerCephColdTest extends ColdTierContract {

  private final Ceph ceph = new Ceph();
  private final ObjectStore store = ceph.store();

  @AfterEach
  void close() {
    store.close();
    ceph.close();
  }

  @Override
  ObjectStore store() {
    return store;
  }

  @Override
  void tamper(ObjectVersion version, long place) throws Exception {
    Path octet = folder.resolve("octet");
    var old = store.read(version, place, 1).orElseThrow();
    old[0] ^= 1;
    Files.write(octet, old);
    rados("put", radosName(version), octet.toString(), "--offset", Long.toString(place));
  }

  @Override
  void lose(ObjectVersion version) throws Exception {
    rados("rm", radosName(version));
  }

  private String radosName(ObjectVersion version) throws Exception {
    return rados("ls")
        .lines()
        .filter(name -> name.endsWith(version.key()) && name.contains(version.version()))
        .findFirst()
        .orElseThrow();
  }

  private static String rados(String... words) throws Exception {
    var command =
        new ArrayList<>(
            List.of(
                "rados",
                "-c",
                System.getProperty("recado.ceph.conf"),
                "-n",
                "client.admin",
                "-p",
                "default.rgw.buckets.data"));
    command.addAll(List.of(words));
    var process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(command.toString()).isZero();
    return out;
  }
}
