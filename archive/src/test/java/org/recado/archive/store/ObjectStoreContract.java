package org.recado.archive.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the archive relies on, of whatever keeps its objects. */
abstract class ObjectStoreContract {

  @TempDir Path folder;

  abstract ObjectStore store();

  private ObjectVersion put(String key, String text, Instant until, boolean held) {
    try {
      return store().put(key, Files.writeString(folder.resolve("object"), text), until, held);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Instant inSeconds(long seconds) {
    return Instant.now().plusSeconds(seconds).truncatedTo(ChronoUnit.SECONDS);
  }

  @Test
  void theBucketLocks() {
    store().demandLocks();
  }

  @Test
  void whatIsPutIsThereWholeAndInPieces() throws Exception {
    var version = put("whole", "0123456789", inSeconds(2), false);
    assertThat(store().read(version, 3, 4)).hasValueSatisfying(is("3456"));
    assertThat(store().read(version, 8, 400)).hasValueSatisfying(is("89"));
    assertThat(store().read(version, 100, 4)).hasValueSatisfying(is(""));
    Path copy = Files.writeString(folder.resolve("copy"), "something longer was here before");
    assertThat(store().download(version, copy)).isTrue();
    assertThat(copy).hasContent("0123456789");
  }

  @Test
  void anObjectIsLockedFromItsFirstMomentOn() {
    var until = inSeconds(60);
    var version = put("locked", "x", until, false);
    assertThat(store().find(version))
        .contains(new ObjectState(version, 1, Optional.of(until), false));
    assertThatThrownBy(() -> store().remove(version)).isInstanceOf(ObjectStoreException.class);
    assertThat(store().read(version, 0, 1)).hasValueSatisfying(is("x"));
  }

  @Test
  void aLockIsLengthenedAndNeverShortened() {
    var version = put("longer", "x", inSeconds(60), false);
    var longer = inSeconds(120);
    store().extend(version, longer);
    assertThat(store().find(version).orElseThrow().lockedUntil()).contains(longer);
    assertThatThrownBy(() -> store().extend(version, inSeconds(30)))
        .isInstanceOf(ObjectStoreException.class);
    assertThat(store().find(version).orElseThrow().lockedUntil()).contains(longer);
  }

  @Test
  void aHoldKeepsWhatNoLockKeepsAnyMore() {
    var until = inSeconds(2);
    var version = put("held", "x", until, true);
    assertThat(store().find(version).orElseThrow().held()).isTrue();
    await().atMost(Duration.ofSeconds(60)).until(() -> Instant.now().isAfter(until.plusSeconds(1)));
    assertThatThrownBy(() -> store().remove(version)).isInstanceOf(ObjectStoreException.class);
    store().hold(version, false);
    assertThat(store().find(version).orElseThrow().held()).isFalse();
    store().remove(version);
    assertThat(store().find(version)).isEmpty();
  }

  @Test
  void aHoldIsPutOnLater() {
    var version = put("held later", "x", inSeconds(2), false);
    store().hold(version, true);
    assertThat(store().find(version).orElseThrow().held()).isTrue();
    store().hold(version, false);
  }

  @Test
  void aVersionThatIsNotThereIsAnAnswer() {
    var version = put("there", "x", inSeconds(1), false);
    var absent = new ObjectVersion("not there", version.version());
    assertThat(store().find(absent)).isEmpty();
    assertThat(store().read(absent, 0, 10)).isEmpty();
    assertThat(store().download(absent, folder.resolve("nothing"))).isFalse();
    assertThat(store().current("not there")).isEmpty();
  }

  @Test
  void aNewerVersionDoesNotTouchAnOlderOne() {
    var first = put("a/1", "first", inSeconds(2), false);
    var second = put("a/1", "second", inSeconds(2), false);
    var other = put("a/2", "other", inSeconds(2), false);
    put("b/1", "elsewhere", inSeconds(2), false);
    assertThat(store().versions("a/")).containsExactly(first, second, other);
    assertThat(store().current("a/1")).contains(second);
    assertThat(store().read(first, 0, 100)).hasValueSatisfying(is("first"));
  }

  static Consumer<byte[]> is(String text) {
    return octets -> assertThat(new String(octets, StandardCharsets.UTF_8)).isEqualTo(text);
  }
}
