package org.recado.console;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.recado.archive.search.Words;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Marks in a text the words that were looked for. The database says which they are, with the very
 * functions it searched with: stems and accents as in the index.
 */
final class FoundWords {

  /**
   * A stretch of text.
   *
   * @param found whether it is a word that was looked for
   */
  record Piece(String text, boolean found) {}

  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+");

  /** A snippet shows this many characters of a long text. */
  private static final int SNIPPET = 320;

  private static final int BEFORE_THE_FIRST = 60;

  /** The same, or the beginning of one. */
  private static final Pattern WANTED = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+\\*?");

  private static final String MATCHING =
      "select w from unnest(?::text[]) as w where archive.search_vector(w) @@ ";

  private final Set<String> found;

  private FoundWords(Set<String> found) {
    this.found = found;
  }

  static FoundWords in(JdbcTemplate jdbc, String typed, Collection<String> texts) {
    String wanted = anyOf(typed);
    if (wanted.isEmpty()) {
      return new FoundWords(Set.of());
    }
    var words = new LinkedHashSet<String>();
    for (String text : texts) {
      WORD.matcher(text).results().forEach(word -> words.add(word.group()));
    }
    return new FoundWords(
        new HashSet<>(
            jdbc.query(
                connection -> {
                  var any = Words.of(wanted);
                  var statement = connection.prepareStatement(MATCHING + any.sql());
                  statement.setArray(1, connection.createArrayOf("text", words.toArray()));
                  for (int i = 0; i < any.values().size(); i++) {
                    statement.setObject(i + 2, any.values().get(i));
                  }
                  return statement;
                },
                (row, i) -> row.getString(1))));
  }

  /** The words to be found, without those to be left out, as a query for any of them. */
  private static String anyOf(String typed) {
    return Arrays.stream(typed.split("\\s+"))
        .filter(term -> !term.startsWith("-") && !term.toLowerCase(Locale.ROOT).equals("or"))
        .flatMap(term -> WANTED.matcher(term).results().map(word -> word.group()))
        .collect(Collectors.joining(" or "));
  }

  /** The whole text, in pieces. */
  List<Piece> mark(String text) {
    var pieces = new ArrayList<Piece>();
    int done = 0;
    var words = WORD.matcher(text);
    while (words.find()) {
      if (found.contains(words.group())) {
        add(pieces, text.substring(done, words.start()), false);
        add(pieces, words.group(), true);
        done = words.end();
      }
    }
    add(pieces, text.substring(done), false);
    return pieces;
  }

  /** As much of the text as a list shows, with the first found word in it. */
  List<Piece> snippet(String text) {
    if (text.length() <= SNIPPET) {
      return mark(text);
    }
    int first =
        WORD.matcher(text)
            .results()
            .filter(word -> found.contains(word.group()))
            .mapToInt(word -> word.start())
            .findFirst()
            .orElse(0);
    int from = first <= BEFORE_THE_FIRST ? 0 : blankBefore(text, first - BEFORE_THE_FIRST);
    int to = from + SNIPPET >= text.length() ? text.length() : blankBefore(text, from + SNIPPET);
    return mark(
        (from > 0 ? "… " : "")
            + text.substring(from, to).strip()
            + (to < text.length() ? " …" : ""));
  }

  /** Not in the middle of a word, nor of a character. */
  private static int blankBefore(String text, int at) {
    int blank = text.lastIndexOf(' ', at);
    if (blank > at - BEFORE_THE_FIRST) {
      return blank;
    }
    return Character.isLowSurrogate(text.charAt(at)) ? at - 1 : at;
  }

  private static void add(List<Piece> pieces, String text, boolean found) {
    if (!text.isEmpty()) {
      pieces.add(new Piece(text, found));
    }
  }
}
