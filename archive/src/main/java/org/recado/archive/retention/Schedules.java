package org.recado.archive.retention;

import java.util.Map;
import java.util.Optional;
import org.recado.message.Category;

/**
 * Which category of message is kept how long.
 *
 * @param byCategory the classes of the categories that have one of their own
 * @param otherwise the class of every other category, and of what belongs to none
 */
public record Schedules(Map<Category, RetentionClass> byCategory, RetentionClass otherwise) {

  /** Seven years for everything. */
  public static final Schedules STANDARD = new Schedules(Map.of(), RetentionClass.STANDARD);

  public Schedules {
    byCategory = Map.copyOf(byCategory);
  }

  public RetentionClass of(Optional<Category> category) {
    return category.map(byCategory::get).orElse(otherwise);
  }
}
