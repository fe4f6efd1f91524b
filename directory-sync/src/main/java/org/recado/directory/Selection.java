package org.recado.directory;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which entries of a directory are people (or groups, or contacts) and what their attributes are
 * called there. What is left out comes from the {@link SourceType}.
 *
 * @param base a DN to search below; empty for the base of the source
 * @param filter an LDAP filter (RFC 4515); {@code none} reads nothing
 * @param attributes our word → the attributes to take it from, the first that has a value wins (for
 *     words that mean several values: all of them). The words are {@link #PEOPLE}, {@link #GROUPS},
 *     {@link #CONTACTS}. Under {@code disabled} stand rules, see {@link DisabledRule}
 */
public record Selection(String base, String filter, Map<String, List<String>> attributes) {

  /** As a filter: read nothing of this kind. */
  public static final String NONE = "none";

  static final Set<String> PEOPLE =
      Set.of(
          "id",
          "name",
          "mail",
          "aliases",
          "logins",
          "region",
          "department",
          "manager",
          "cost-centre",
          "numbers",
          "delegates",
          "primary-group",
          "expires",
          "mobile",
          "disabled");
  static final Set<String> GROUPS = Set.of("id", "name", "names", "mail", "members", "primary-key");
  static final Set<String> CONTACTS = Set.of("id", "name", "names", "mobile", "region", "disabled");

  public Selection {
    base = orEmpty(base);
    filter = orEmpty(filter);
    var copy = new TreeMap<String, List<String>>();
    orNothing(attributes).forEach((word, names) -> copy.put(word, List.copyOf(names)));
    attributes = Collections.unmodifiableSortedMap(copy);
  }

  /** Everything as the preset has it. */
  public static Selection preset() {
    return new Selection("", "", Map.of());
  }

  public Selection withBase(String other) {
    return new Selection(other, filter, attributes);
  }

  public Selection withFilter(String other) {
    return new Selection(base, other, attributes);
  }

  public Selection withAttribute(String word, String... names) {
    var more = new LinkedHashMap<>(attributes);
    more.put(word, List.of(names));
    return new Selection(base, filter, more);
  }

  boolean readsNothing() {
    return filter.equals(NONE);
  }

  List<String> attributesFor(String word) {
    return attributes.getOrDefault(word, List.of());
  }

  /** This, with what it leaves open taken from {@code preset} and {@code sourceBase}. */
  Selection over(Selection preset, String sourceBase) {
    var all = new TreeMap<>(preset.attributes);
    all.putAll(attributes);
    return new Selection(
        base.isEmpty() ? sourceBase : base, filter.isEmpty() ? preset.filter : filter, all);
  }

  private static String orEmpty(@Nullable String value) {
    return value == null ? "" : value.strip();
  }

  private static Map<String, List<String>> orNothing(@Nullable Map<String, List<String>> value) {
    return value == null ? Map.of() : value;
  }
}
