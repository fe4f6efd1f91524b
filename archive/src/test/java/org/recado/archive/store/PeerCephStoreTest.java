package org.recado.archive.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import software.amazon.awssdk.services.s3.model.ObjectLockRetentionMode;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Against a Ceph that enforces locks (lab/peers/ceph.sh). */
@EnabledIfSystemProperty(named = "recado.ceph", matches = "http.*")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PeerCephStoreTest extends ObjectStoreContract {

  private Ceph ceph;
  private ObjectStore store;

  @BeforeAll
  void aBucketThatLocks() {
    ceph = new Ceph();
    store = ceph.store();
  }

  @AfterAll
  void close() {
    store.close();
    ceph.close();
  }

  @Override
  ObjectStore store() {
    return store;
  }

  @Test
  void notEvenTheOwnerOfTheBucketRemovesOrShortensWhatIsLocked() throws Exception {
    var file = Files.writeString(folder.resolve("x"), "kept");
    var version = store.put("owned", file, Instant.now().plus(Duration.ofHours(1)), false);
    String bucket = ceph.settings.bucket();
    refused(
        () ->
            ceph.owner.deleteObject(
                r ->
                    r.bucket(bucket)
                        .key("owned")
                        .versionId(version.version())
                        .bypassGovernanceRetention(true)));
    refused(
        () ->
            ceph.owner.putObjectRetention(
                r ->
                    r.bucket(bucket)
                        .key("owned")
                        .versionId(version.version())
                        .bypassGovernanceRetention(true)
                        .retention(
                            lock ->
                                lock.mode(ObjectLockRetentionMode.GOVERNANCE)
                                    .retainUntilDate(Instant.now().plusSeconds(60)))));
    refused(() -> ceph.owner.deleteBucket(r -> r.bucket(bucket)));

    // a mark hides it from who does not name the version, and from nobody else
    ceph.owner.deleteObject(r -> r.bucket(bucket).key("owned"));
    assertThat(store.current("owned")).isEmpty();
    assertThat(store.find(version)).isPresent();
    assertThat(store.versions("owned")).containsExactly(version);
    assertThat(store.read(version, 0, 4)).hasValueSatisfying(is("kept"));
  }

  @Test
  void aBucketThatCannotLockIsRefusedWithASentence() {
    String plain = "plain-" + UUID.randomUUID();
    ceph.owner.createBucket(r -> r.bucket(plain));
    assertThatThrownBy(() -> with(ceph.settings.endpoint(), plain).demandLocks())
        .isInstanceOf(ObjectStoreException.class)
        .hasMessageContaining("cannot lock objects");
    assertThatThrownBy(() -> with(ceph.settings.endpoint(), "there-is-none").demandLocks())
        .isInstanceOf(ObjectStoreException.class)
        .hasMessageContaining("NoSuchBucket");
  }

  @Test
  void aStoreThatDoesNotAnswerIsNamed() {
    assertThatThrownBy(() -> with(URI.create("http://127.0.0.1:1"), "any").demandLocks())
        .isInstanceOf(ObjectStoreException.class)
        .hasMessage("The object store http://127.0.0.1:1 does not answer.");
  }

  private ObjectStore with(URI endpoint, String bucket) {
    return new S3ObjectStore(
        new StoreSettings(
            endpoint,
            "default",
            bucket,
            true,
            ceph.settings.accessKey(),
            ceph.settings.secretKey(),
            Duration.ofSeconds(5)));
  }

  private static void refused(Runnable call) {
    assertThatThrownBy(call::run).isInstanceOf(S3Exception.class);
  }
}
