package org.recado.numbering;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.recado.message.Category;
import org.recado.message.Msisdn;
import org.recado.numbering.NumberingProperties.Pool;
import org.recado.numbering.NumberingProperties.Rule;
import org.recado.numbering.NumberingProperties.WhenExhausted;

/** From which pool a text's long number comes, and what happens where it has none left. */
public final class Pools {

  private final NumberingProperties settings;

  public Pools(NumberingProperties settings) {
    this.settings = settings;
  }

  /**
   * The pool for a text that names none: of the first rule that fits, else its category's, else the
   * first there is.
   *
   * @param department the sender's; empty if the directory knows none
   * @param ofCategory the pool the category's settings name, or empty
   */
  public String choose(
      Msisdn client, Optional<String> department, Category category, String ofCategory) {
    return settings.rules().stream()
        .filter(rule -> fits(rule, client, department, category))
        .map(Rule::pool)
        .findFirst()
        .orElse(ofCategory.isEmpty() ? settings.pools().get(0).name() : ofCategory);
  }

  private static boolean fits(
      Rule rule, Msisdn client, Optional<String> department, Category category) {
    return (rule.countries().isEmpty()
            || client.country().filter(rule.countries()::contains).isPresent())
        && (rule.departments().isEmpty()
            || department
                .filter(of -> rule.departments().stream().anyMatch(one -> Heirs.is(one, of)))
                .isPresent())
        && (rule.categories().isEmpty() || rule.categories().contains(category.name()));
  }

  /** The pools a text may take its number from: its own, and where its category says so others. */
  public List<String> from(String pool, Category category) {
    var pools = new ArrayList<String>();
    pools.add(pool);
    if (whenExhausted(category) == WhenExhausted.OVERFLOW) {
      // a circle is a mistake the start refuses
      for (var next = overflow(pool); next.isPresent(); next = overflow(next.get())) {
        pools.add(next.get());
      }
    }
    return pools;
  }

  /** Whether a text is refused that no number is free for, instead of waiting for one. */
  public boolean refuses(Category category) {
    return whenExhausted(category) == WhenExhausted.REFUSE;
  }

  private WhenExhausted whenExhausted(Category category) {
    return settings.whenExhausted().getOrDefault(category.name(), WhenExhausted.WAIT);
  }

  private Optional<String> overflow(String pool) {
    return find(pool).map(Pool::overflow).filter(name -> !name.isEmpty());
  }

  /** The pool of this name; empty for one that was taken out of the configuration. */
  Optional<Pool> find(String name) {
    return settings.pools().stream().filter(pool -> pool.name().equals(name)).findFirst();
  }
}
