package org.recado.archive.retention;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.recado.message.Category;

/**
 * What is kept how long.
 *
 * @param rules the first that fits decides
 * @param otherwise the class of what no rule fits
 */
public record Schedules(List<Rule> rules, RetentionClass otherwise) {

  /** Seven years for everything. */
  public static final Schedules STANDARD = new Schedules(List.of(), RetentionClass.STANDARD);

  public Schedules {
    rules = List.copyOf(rules);
  }

  /**
   * One line of a schedule; an empty list asks for nothing.
   *
   * @param reason why so long: the law, the contract
   * @param departments of the employee, as the directory spells them
   * @param countries of the client's number, ISO 3166-1 alpha-2
   */
  public record Rule(
      RetentionClass retention,
      String reason,
      List<Category> categories,
      List<String> departments,
      List<String> countries) {

    public Rule {
      categories = List.copyOf(categories);
      departments = List.copyOf(departments);
      countries = List.copyOf(countries);
    }

    /** For a category, whoever writes to whomever. */
    public static Rule of(Category category, RetentionClass retention) {
      return new Rule(retention, "", List.of(category), List.of(), List.of());
    }

    private boolean fits(
        Optional<Category> category,
        Optional<String> department,
        Supplier<Optional<String>> country) {
      return (categories.isEmpty() || category.filter(categories::contains).isPresent())
          && (departments.isEmpty()
              || department
                  .filter(name -> departments.stream().anyMatch(name::equalsIgnoreCase))
                  .isPresent())
          && (countries.isEmpty()
              || country
                  .get()
                  .filter(name -> countries.stream().anyMatch(name::equalsIgnoreCase))
                  .isPresent());
    }
  }

  /**
   * @param country asked only if a rule wants to know
   */
  public RetentionClass of(
      Optional<Category> category,
      Optional<String> department,
      Supplier<Optional<String>> country) {
    for (var rule : rules) {
      if (rule.fits(category, department, country)) {
        return rule.retention();
      }
    }
    return otherwise;
  }

  /** Why what has this class is kept so long; empty if no rule of today says. */
  public String reasonOf(String retentionClass) {
    return rules.stream()
        .filter(rule -> rule.retention().name().equals(retentionClass))
        .map(Rule::reason)
        .findFirst()
        .orElse("");
  }
}
