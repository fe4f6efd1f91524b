package org.recado.mail;

import java.util.BitSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A pattern of many words and phrases, in any case. {@link Pattern} tries every one of them at
 * every character; here it is asked only where two characters stand that one can begin with. What
 * is found is the same.
 */
final class Phrases {

  /** Characters below this are looked up; from here on the pattern is always asked. */
  private static final int LATIN = 0x180;

  private final Pattern pattern;

  /** Pairs of characters, {@code first * LATIN + second}, that a match can begin with. */
  private final BitSet beginnings;

  /** First characters of a match. */
  private final BitSet firsts;

  private Phrases(Pattern pattern) {
    this.pattern = pattern;
    this.firsts = new BitSet(LATIN);
    this.beginnings = new BitSet(LATIN * LATIN);
    char[][] alike = alike();
    for (char[] first : alike) {
      if (first.length > 0 && mayBegin(String.valueOf(first[0]))) {
        for (char c : first) {
          firsts.set(c);
        }
        seconds(first, alike);
      }
    }
  }

  /**
   * @param regex without distinction of case in its first two characters, and without {@code \B}
   */
  static Phrases of(String regex) {
    return of(regex, 0);
  }

  /**
   * @param flags besides those that take upper and lower case for the same
   */
  static Phrases of(String regex, int flags) {
    return new Phrases(
        Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | flags));
  }

  /** Like {@link Matcher#matches}. */
  boolean matches(CharSequence text) {
    return mayBegin(text, 0) && pattern.matcher(text).matches();
  }

  /** Like {@link Matcher#find()}. */
  boolean occurIn(CharSequence text) {
    return anyIn(text, found -> true);
  }

  /** Whether one of the matches that do not overlap is wanted; asks until one is. */
  boolean anyIn(CharSequence text, Predicate<MatchResult> wanted) {
    Matcher matcher = null;
    for (int at = 0; at < text.length(); at++) {
      if (!mayBegin(text, at)) {
        continue;
      }
      if (matcher == null) {
        // what stands before the place is seen by \b and by what looks behind
        matcher = pattern.matcher(text).useTransparentBounds(true).useAnchoringBounds(false);
      }
      if (matcher.region(at, text.length()).lookingAt()) {
        if (wanted.test(matcher)) {
          return true;
        }
        at = Math.max(at, matcher.end() - 1);
      }
    }
    return false;
  }

  private boolean mayBegin(CharSequence text, int at) {
    if (at >= text.length()) {
      return true; // let the pattern say what it makes of nothing
    }
    char first = text.charAt(at);
    if (first >= LATIN) {
      return true;
    }
    char second = at + 1 < text.length() ? text.charAt(at + 1) : LATIN;
    return second >= LATIN ? firsts.get(first) : beginnings.get(first * LATIN + second);
  }

  /** What is rare in words is not tried out, but taken for possible: programs start sooner. */
  private void seconds(char[] first, char[][] alike) {
    for (char[] second : alike) {
      boolean tried = second.length > 0 && inWords(first[0]) && inWords(second[0]);
      if (second.length > 0 && (!tried || mayBegin("" + first[0] + second[0]))) {
        for (char a : first) {
          for (char b : second) {
            beginnings.set(a * LATIN + b);
          }
        }
      }
    }
  }

  private static boolean inWords(char c) {
    return c == ' ' || (c < 0x80 ? Character.isLetterOrDigit(c) : "áàéèíóúñçüöä".indexOf(c) >= 0);
  }

  /** Whether a match is there, or would be with more text behind it. */
  private boolean mayBegin(String start) {
    Matcher matcher = pattern.matcher(start);
    return matcher.lookingAt() || matcher.hitEnd();
  }

  /** Characters that the pattern takes for one, at the index of their lower case. */
  private static char[][] alike() {
    var groups = new StringBuilder[LATIN];
    for (char c = 0; c < LATIN; c++) {
      char folded = Character.toLowerCase(Character.toUpperCase(c));
      boolean ascii = c < 0x80; // \W and \b may take a dotted capital I for something else than i
      char group = folded < LATIN && ascii == (folded < 0x80) ? folded : c;
      groups[group] = (groups[group] == null ? new StringBuilder() : groups[group]).append(c);
    }
    char[][] alike = new char[LATIN][];
    for (int i = 0; i < LATIN; i++) {
      alike[i] = groups[i] == null ? new char[0] : groups[i].toString().toCharArray();
    }
    return alike;
  }
}
