package org.recado.commit;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Look-ups that are asked for at the same time share one query. Whoever comes first asks for all
 * who wait; an answer is never older than its question.
 *
 * @param <K> what is looked up
 * @param <V> what is found
 */
public final class SharedLookup<K, V> {

  /** Keys in one query at most. */
  private static final int MOST = 500;

  private final Function<Set<K>, Map<K, V>> query;
  private final Queue<Question<K, V>> waiting = new ConcurrentLinkedQueue<>();
  private final ReentrantLock turn = new ReentrantLock();

  /** Written and read by whoever has the turn. */
  private static final class Question<K, V> {
    final K key;
    Optional<V> answer = Optional.empty();
    boolean answered;

    Question(K key) {
      this.key = key;
    }
  }

  /**
   * @param query gives what it finds, by key; runs outside of any transaction of those who wait
   */
  public SharedLookup(Function<Set<K>, Map<K, V>> query) {
    this.query = query;
  }

  /**
   * @throws RuntimeException what the query threw; others who shared it ask again by themselves
   */
  public Optional<V> find(K key) {
    var mine = new Question<K, V>(key);
    waiting.add(mine);
    turn.lock();
    try {
      while (!mine.answered) {
        answer(next());
      }
      return mine.answer;
    } finally {
      waiting.remove(mine); // still there only if the query failed
      turn.unlock();
    }
  }

  private List<Question<K, V>> next() {
    var next = new ArrayList<Question<K, V>>();
    for (var question : waiting) {
      if (next.size() == MOST) {
        break;
      }
      next.add(question);
    }
    return next;
  }

  private void answer(List<Question<K, V>> questions) {
    var keys = new LinkedHashSet<K>();
    questions.forEach(question -> keys.add(question.key));
    var found = query.apply(keys);
    for (var question : questions) {
      question.answer = Optional.ofNullable(found.get(question.key));
      question.answered = true;
      waiting.remove(question);
    }
  }
}
