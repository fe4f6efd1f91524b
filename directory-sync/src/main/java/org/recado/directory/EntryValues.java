package org.recado.directory;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.recado.message.MailAddress;

/** What entries of every kind say in the same way. */
final class EntryValues {

  private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());
  private static final int LONGEST_NAME = 256;

  private EntryValues() {}

  /** Names of entries end up in headers, logs and answers; none needs more. */
  static String shortened(String text) {
    return text.length() <= LONGEST_NAME ? text : text.substring(0, LONGEST_NAME);
  }

  static boolean enabled(LdapEntry entry, Selection selection) {
    return selection.attributesFor("disabled").stream()
        .noneMatch(rule -> DisabledRule.of(rule).matches(entry));
  }

  /** ISO 3166-1 alpha-2; empty for what is no country. */
  static Optional<String> country(LdapEntry entry, Selection selection) {
    return entry
        .first(selection.attributesFor("region"))
        .map(value -> value.toUpperCase(Locale.ROOT))
        .filter(COUNTRIES::contains);
  }

  static Optional<MailAddress> address(String text) {
    try {
      return Optional.of(MailAddress.of(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
