package org.recado.archive.retention;

import java.util.regex.Pattern;

/**
 * How long a record's content is kept. Stamped into the record's leaf, so that the promise made
 * then can be checked for ever.
 *
 * @param name 1 to 32 lower-case letters, digits and hyphens; names a rule, never a person
 * @param years 1 to 100
 * @param trigger what they are counted from
 */
public record RetentionClass(String name, int years, Trigger trigger) {

  /** What begins the time. */
  public enum Trigger {
    /** The record's own time. */
    RECORDED,
    /** The day the relation with the client ends; until then nothing expires. */
    RELATION_END
  }

  // before the constant, which is checked by it
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");

  /** MiFID II art. 16(7) at the supervisor's longest request. */
  public static final RetentionClass STANDARD = new RetentionClass("standard", 7);

  public RetentionClass {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a retention class is named with 1 to 32 lower-case letters, digits and hyphens");
    }
    if (years < 1 || years > 100) {
      throw new IllegalArgumentException("a retention class lasts 1 to 100 years");
    }
  }

  /** Counted from the record's own time. */
  public RetentionClass(String name, int years) {
    this(name, years, Trigger.RECORDED);
  }
}
