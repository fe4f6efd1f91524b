package org.recado.mail;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A text with named places: {@code Dear {name}, your instalment of {amount} is due}. Two braces
 * stand for one.
 */
public final class Template {

  private static final Pattern PLACE =
      Pattern.compile("\\{\\{|\\}\\}|\\{([a-z][a-z0-9-]{0,31})\\}");

  private Template() {}

  /** What is wrong with the text of a template; empty if nothing is. */
  public static Optional<String> problem(String text) {
    if (text.isBlank()) {
      return Optional.of("the text is empty");
    }
    String rest = PLACE.matcher(text).replaceAll("");
    return rest.indexOf('{') >= 0 || rest.indexOf('}') >= 0
        ? Optional.of("a brace is not closed, or what is between is no name")
        : Optional.empty();
  }

  /** The names of its places, in the order of the text. */
  public static Set<String> places(String text) {
    var names = new LinkedHashSet<String>();
    PLACE.matcher(text).results().map(found -> found.group(1)).forEach(names::add);
    names.remove(null);
    return names;
  }

  /** The text with its places filled, or what keeps it from being filled. */
  public record Filled(Optional<String> text, String problem) {}

  /**
   * Fills every place. A place without a value, and a value without a place, are mistakes of
   * whoever wrote the mail: {@code Dear {name}} never leaves.
   *
   * @param values by name; blank counts as missing
   */
  public static Filled fill(String text, Map<String, String> values) {
    var places = places(text);
    var missing = new TreeSet<String>();
    for (String place : places) {
      if (values.getOrDefault(place, "").isBlank()) {
        missing.add(place);
      }
    }
    if (!missing.isEmpty()) {
      return new Filled(
          Optional.empty(), "the template has no value for " + String.join(", ", missing));
    }
    var unknown = new TreeSet<>(values.keySet());
    unknown.removeAll(places);
    if (!unknown.isEmpty()) {
      return new Filled(
          Optional.empty(), "the template has no place for " + String.join(", ", unknown));
    }
    String filled = PLACE.matcher(text).replaceAll(found -> quoted(value(found, values)));
    return new Filled(Optional.of(CleanText.clean(filled)), "");
  }

  private static String value(MatchResult found, Map<String, String> values) {
    String name = found.group(1);
    return name == null ? found.group().substring(1) : values.getOrDefault(name, "").strip();
  }

  private static String quoted(String value) {
    return java.util.regex.Matcher.quoteReplacement(value);
  }
}
