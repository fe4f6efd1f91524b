package org.recado.archive.timestamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.recado.archive.TestArchive;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordKind;

/** RFC 3161 over real sockets, against an authority made with Bouncy Castle. */
class TimeStampsTest {

  private static final Instant TIME = Instant.parse("2026-03-02T09:00:00Z");

  private final TestArchive archive = new TestArchive();

  @Test
  void aCheckpointIsStampedOnTheRecordAndTheStampIsVerified() throws Exception {
    archive.sentAndAnswered("Uno", "Dos");
    archive.catchUp();
    String note = archive.setup.ledger().latestCheckpoint().orElseThrow();
    try (var authority = new TestAuthority(TIME)) {
      var stamps = new TimeStamps(authority.uri(), new SecureRandom());
      var id = archive.appendOne(stamps.stamp(note, archive.clock.instant()));
      archive.catchUp();
      var record = archive.setup.archive().get(id);
      assertThat(record.sourceAt()).contains(TIME);
      assertThat(archive.run("verify").out()).contains("1 time stamps", "as it was written");

      // what was stamped is not what the ledger says now
      archive.execute(
          "update archive.checkpoint set note = replace(note, 'previous=0', 'previous=1')"
              + " where tree_size = 6");
      assertThat(archive.run("verify").out())
          .contains("the checkpoint that was time-stamped is not the one in the ledger");
    }
  }

  @Test
  void aTokenOverSomethingElseIsFound() throws Exception {
    archive.sentAndAnswered("Uno", "Dos");
    archive.catchUp();
    String note = archive.setup.ledger().latestCheckpoint().orElseThrow();
    try (var authority = new TestAuthority(TIME)) {
      var stamps = new TimeStamps(authority.uri(), new SecureRandom());
      byte[] token =
          stamps.stamp(note + "x", TIME).parts().stream()
              .filter(part -> part.name().equals("token"))
              .findFirst()
              .orElseThrow()
              .bytes();
      archive.append(
          RecordDraft.general(RecordKind.STAMPED, TIME)
              .part("checkpoint", note)
              .part("token", "application/timestamp-reply", token));
      archive.catchUp();
      var run = archive.run("verify");
      assertThat(run.status()).isEqualTo(1);
      assertThat(run.out()).contains("the time stamp is over something else");
    }
  }

  @Test
  void anAuthorityThatIsNotThereIsASentence() {
    var stamps = new TimeStamps(URI.create("http://127.0.0.1:1/"), new SecureRandom());
    assertThatThrownBy(() -> stamps.stamp("x\n1\n", TIME)).isInstanceOf(IOException.class);
  }
}
