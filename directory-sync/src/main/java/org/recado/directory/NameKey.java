package org.recado.directory;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The form under which names are looked up: no case, no accents, everything that is no letter or
 * digit a single dot. {@code Ana Cliente}, {@code ana.cliente} and {@code ANA_CLIENTE} are one.
 */
final class NameKey {

  private static final Pattern MARKS = Pattern.compile("\\p{M}+");
  private static final Pattern BETWEEN = Pattern.compile("[^\\p{L}\\p{N}]+");
  private static final Pattern EDGES = Pattern.compile("^\\.|\\.$");

  /** Letters that Unicode does not take apart but people type without their stroke. */
  private static final String STROKED = "øłđħıæœß";

  private static final String[] PLAIN = {"o", "l", "d", "h", "i", "ae", "oe", "ss"};

  /** Longer names are nobody's: an index has its limits. */
  private static final int LONGEST = 200;

  private NameKey() {}

  /** Empty for what holds no letter or digit, or is too long. */
  static Optional<String> of(String name) {
    if (name.length() > LONGEST) {
      return Optional.empty();
    }
    String bare = MARKS.matcher(Normalizer.normalize(name, Normalizer.Form.NFKD)).replaceAll("");
    String lower = bare.toLowerCase(Locale.ROOT);
    for (int i = 0; i < PLAIN.length; i++) {
      lower = lower.replace(STROKED.substring(i, i + 1), PLAIN[i]);
    }
    String key = EDGES.matcher(BETWEEN.matcher(lower).replaceAll(".")).replaceAll("");
    return key.isEmpty() || key.length() > LONGEST ? Optional.empty() : Optional.of(key);
  }

  /**
   * All keys of a name: {@code Cliente, Ana} is also found as {@code Ana Cliente}, a mail address
   * by its local part.
   */
  static SortedSet<String> all(String name) {
    var keys = new TreeSet<String>();
    int at = name.lastIndexOf('@');
    String plain = at > 0 ? name.substring(0, at) : name;
    of(plain).ifPresent(keys::add);
    int comma = plain.indexOf(',');
    if (comma > 0 && comma == plain.lastIndexOf(',')) {
      of(plain.substring(comma + 1) + " " + plain.substring(0, comma)).ifPresent(keys::add);
    }
    return keys;
  }
}
