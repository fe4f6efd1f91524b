package org.recado.directory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One entry of an answer. Values are text without control characters (a name goes into mail headers
 * and logs, and PostgreSQL takes no NUL); ids that are bytes are text by {@link StableId}.
 *
 * @param values attribute, lower case → values in the order of the answer
 * @param server where a referral led to it; empty for the source's own server
 */
record LdapEntry(String dn, Map<String, List<String>> values, String server) {

  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");

  LdapEntry {
    if (values.keySet().stream().anyMatch(name -> !name.equals(name.toLowerCase(Locale.ROOT)))) {
      var copy = new HashMap<String, List<String>>();
      values.forEach((attribute, list) -> copy.put(attribute.toLowerCase(Locale.ROOT), list));
      values = copy;
    }
  }

  LdapEntry(String dn, Map<String, List<String>> values) {
    this(dn, values, "");
  }

  static String clean(String value) {
    return CONTROL.matcher(value).replaceAll(" ").strip();
  }

  List<String> all(String attribute) {
    return values.getOrDefault(attribute.toLowerCase(Locale.ROOT), List.of());
  }

  /** All values of all these attributes, in their order. */
  List<String> all(List<String> attributes) {
    var all = new ArrayList<String>();
    attributes.forEach(attribute -> all.addAll(all(attribute)));
    return all;
  }

  /** The first value of the first of these attributes that has one. */
  Optional<String> first(List<String> attributes) {
    return all(attributes).stream().findFirst();
  }
}
