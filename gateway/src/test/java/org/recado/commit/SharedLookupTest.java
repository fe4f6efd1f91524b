package org.recado.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class SharedLookupTest {

  private final List<Set<Integer>> asked = new CopyOnWriteArrayList<>();

  @Test
  void findsWhatThereIsAndNothingElse() {
    var even = new SharedLookup<Integer, String>(this::even);
    assertThat(even.find(4)).contains("4");
    assertThat(even.find(5)).isEmpty();
  }

  @Test
  void whoWaitsDuringAQuerySharesTheNext() throws InterruptedException {
    var begun = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    var even =
        new SharedLookup<Integer, String>(
            keys -> {
              begun.countDown();
              waitFor(goOn);
              return even(keys);
            });
    var answers = new ConcurrentHashMap<Integer, Optional<String>>();
    var threads = new ArrayList<Thread>();
    for (int i = 0; i <= 8; i++) {
      int key = i;
      var thread = new Thread(() -> answers.put(key, even.find(key)));
      threads.add(thread);
      thread.start();
      if (key == 0) {
        begun.await();
      }
    }
    await()
        .until(
            () -> threads.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING));
    goOn.countDown();
    for (var thread : threads) {
      thread.join();
    }
    for (int i = 0; i <= 8; i++) {
      assertThat(answers).containsEntry(i, answer(i));
    }
    assertThat(asked).containsExactly(Set.of(0), Set.of(1, 2, 3, 4, 5, 6, 7, 8));
  }

  @Test
  void aQueryThatFailsIsAskedAgainByTheNext() {
    var fails = new AtomicBoolean(true);
    var even =
        new SharedLookup<Integer, String>(
            keys -> {
              if (fails.getAndSet(false)) {
                throw new IllegalStateException("no database");
              }
              return even(keys);
            });
    assertThatThrownBy(() -> even.find(2)).hasMessage("no database");
    assertThat(even.find(2)).contains("2");
    assertThat(asked).containsExactly(Set.of(2));
  }

  private Map<Integer, String> even(Set<Integer> keys) {
    asked.add(Set.copyOf(keys));
    var found = new HashMap<Integer, String>();
    keys.forEach(key -> answer(key).ifPresent(value -> found.put(key, value)));
    return found;
  }

  private static Optional<String> answer(int key) {
    return key % 2 == 0 ? Optional.of(String.valueOf(key)) : Optional.empty();
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
