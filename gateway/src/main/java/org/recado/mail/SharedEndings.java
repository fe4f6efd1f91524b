package org.recado.mail;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the mails of one call have in common, for commands that have no database: the same rules as
 * for what a running gateway learned, in memory, as digests.
 */
final class SharedEndings extends EndingHabits {

  /** Endings of some ten thousand mails; what comes on top is not learned from. */
  private static final int MOST = 300_000;

  /** By author and ending: digests of what stood above. */
  private final Map<String, Set<String>> above = new HashMap<>();

  @Override
  public void seen(MailHeaders headers, String text) {
    if (headers.from().isEmpty() || above.size() > MOST) {
      return;
    }
    String author = author(headers.from().get());
    for (var ending : Ending.withTextAbove(text.lines().toList())) {
      add(author, ending, ending.above());
      add(EVERYBODY, ending, author);
    }
  }

  private void add(String author, Ending ending, String under) {
    var stood = above.computeIfAbsent(key(author, ending), any -> new HashSet<>(4));
    if (stood.size() < ENOUGH) {
      stood.add(under);
    }
  }

  @Override
  boolean known(String author, Ending ending) {
    return above.getOrDefault(key(author, ending), Set.of()).size() >= ENOUGH;
  }

  private static String key(String author, Ending ending) {
    return author + ' ' + ending.digest();
  }
}
