package org.recado.archive.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.recado.archive.TestArchive;
import org.recado.archive.record.RecordDraft;

class LedgerTest {

  private final TestArchive archive = new TestArchive();
  private final Ledger ledger = archive.setup.ledger();

  @Test
  void recordsGetTheirLeavesInTheOrderOfTheirIdsAndACheckpointOverAll() {
    var first =
        archive.append(archive.accepted(archive.id(), "1"), archive.accepted(archive.id(), "2"));
    assertThat(ledger.sequence()).isEqualTo(2);
    var second = archive.append(archive.accepted(archive.id(), "3"));
    assertThat(ledger.sequence()).isEqualTo(1);
    assertThat(ledger.sequence()).isZero();
    assertThat(
            archive.jdbc.queryForList(
                "select record_id::text from archive.ledger_leaf order by leaf_index",
                String.class))
        .containsExactly(
            first.get(0).toString(), first.get(1).toString(), second.get(0).toString());
    var leaves =
        archive
            .jdbc
            .queryForList("select metadata from archive.record order by id", String.class)
            .stream()
            .map(metadata -> MerkleTree.leaf(metadata.getBytes(StandardCharsets.UTF_8)))
            .toList();
    var checkpoint = Checkpoint.open(ledger.latestCheckpoint().orElseThrow(), ledger.verifierKey());
    assertThat(checkpoint.size()).isEqualTo(3);
    assertThat(checkpoint.previousSize()).isEqualTo(2);
    assertThat(checkpoint.root()).isEqualTo(MerkleTree.root(leaves));
    assertThat(
            archive.jdbc.queryForObject("select count(*) from archive.ledger_pending", Long.class))
        .isZero();
  }

  @Test
  void anEmptyArchiveHasNoCheckpoint() {
    assertThat(ledger.sequence()).isZero();
    assertThat(ledger.latestCheckpoint()).isEmpty();
    assertThat(archive.run("verify").status()).isZero();
  }

  @Test
  void nodesThatSequenceAtTheSameTimeWhileOthersAppendLeaveNoGapAndNoRecordOut() throws Exception {
    int writers = 3;
    int lists = 15;
    var done = new CountDownLatch(writers);
    var threads = Executors.newFixedThreadPool(writers + 2);
    try {
      List<Callable<Integer>> work =
          IntStream.range(0, writers + 2)
              .<Callable<Integer>>mapToObj(
                  i ->
                      () -> {
                        if (i < writers) {
                          for (int list = 0; list < lists; list++) {
                            archive.append(
                                IntStream.range(0, 7)
                                    .mapToObj(n -> archive.accepted(archive.id(), "t" + n))
                                    .toArray(RecordDraft[]::new));
                          }
                          done.countDown();
                          return 0;
                        }
                        int placed = 0;
                        while (done.getCount() > 0) {
                          placed += ledger.sequence();
                        }
                        return placed;
                      })
              .toList();
      int placed = 0;
      for (var result : threads.invokeAll(work)) {
        placed += result.get();
      }
      for (int more = ledger.sequence(); more > 0; more = ledger.sequence()) {
        placed += more;
      }
      assertThat(placed).isEqualTo(writers * lists * 7);
    } finally {
      threads.shutdownNow();
    }
    var run = archive.run("verify");
    assertThat(run.out()).contains("315 leaves").doesNotContain("FOUND");
  }
}
