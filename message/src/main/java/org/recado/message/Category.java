package org.recado.message;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What a message is for, as the firm names it in its configuration: {@code personal}, {@code
 * reminder}, {@code notice}…
 */
public record Category(String name) {

  // before the constant, which is checked by it
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");

  /** What an employee writes to a client: the category of a mail that names none. */
  public static final Category PERSONAL = new Category("personal");

  public Category {
    Objects.requireNonNull(name);
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a category has 1 to 32 lower-case letters, digits and hyphens");
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
