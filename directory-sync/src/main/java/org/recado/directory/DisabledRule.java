package org.recado.directory;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * When an entry counts as disabled, written as one of: {@code attribute} (it has a value), {@code
 * attribute=value} (case aside), {@code attribute&bits} (a number with one of these bits set).
 */
record DisabledRule(String attribute, Test test, String operand) {

  enum Test {
    PRESENT,
    EQUALS,
    BITS
  }

  private static final Pattern ATTRIBUTE = Pattern.compile("[A-Za-z][A-Za-z0-9.-]*");
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}");

  /**
   * @throws IllegalArgumentException with what is wrong about the rule
   */
  static DisabledRule of(String text) {
    int at = text.indexOf('=');
    int bits = text.indexOf('&');
    Test test = Test.PRESENT;
    String attribute = text;
    String operand = "";
    if (at > 0) {
      test = Test.EQUALS;
      attribute = text.substring(0, at);
      operand = text.substring(at + 1).strip().toLowerCase(Locale.ROOT);
    } else if (bits > 0) {
      test = Test.BITS;
      attribute = text.substring(0, bits);
      operand = text.substring(bits + 1).strip();
    }
    attribute = attribute.strip();
    if (!ATTRIBUTE.matcher(attribute).matches()
        || (test == Test.BITS && !NUMBER.matcher(operand).matches())) {
      throw new IllegalArgumentException(
          "'" + text + "' is no rule; write attribute, attribute=value or attribute&bits");
    }
    return new DisabledRule(attribute, test, operand);
  }

  boolean matches(LdapEntry entry) {
    for (String value : entry.all(attribute)) {
      boolean met =
          switch (test) {
            case PRESENT -> true;
            case EQUALS -> value.toLowerCase(Locale.ROOT).equals(operand);
            case BITS ->
                NUMBER.matcher(value).matches()
                    && (Long.parseLong(value) & Long.parseLong(operand)) != 0;
          };
      if (met) {
        return true;
      }
    }
    return false;
  }
}
