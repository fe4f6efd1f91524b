package org.recado.numbering;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.recado.message.Category;
import org.recado.message.Msisdn;
import org.recado.numbering.NumberingProperties.Pool;
import org.recado.numbering.NumberingProperties.Rule;
import org.recado.numbering.NumberingProperties.WhenExhausted;

class PoolsTest {

  private static final Category REMINDER = new Category("reminder");
  private static final Msisdn SPAIN = Msisdn.of("+34612000001");
  private static final Msisdn PORTUGAL = Msisdn.of("+351912345678");

  private final Pools pools =
      new Pools(
          new NumberingProperties(
              List.of(
                  pool("bank", "+34910000001", "spare"),
                  pool("lisbon", "+351210000001", ""),
                  pool("recovery", "+34910000002", ""),
                  pool("spare", "+34910000003", "last"),
                  pool("last", "+34910000004", "")),
              Duration.ofDays(90),
              Duration.ofDays(30),
              List.of(
                  new Rule(null, List.of("Recobro"), List.of("reminder"), "recovery"),
                  new Rule(List.of("PT"), null, null, "lisbon")),
              Map.of("reminder", WhenExhausted.OVERFLOW, "code", WhenExhausted.REFUSE),
              null));

  @Test
  void theFirstRuleThatFitsDecides() {
    assertThat(choose(PORTUGAL, "Sevilla", Category.PERSONAL, "")).isEqualTo("lisbon");
    assertThat(choose(PORTUGAL, "RECOBRO ", REMINDER, "spare")).isEqualTo("recovery");
    assertThat(choose(PORTUGAL, "Recobro", Category.PERSONAL, "")).isEqualTo("lisbon");
  }

  @Test
  void withoutARuleTheCategoryDecidesAndThenTheFirstPool() {
    assertThat(choose(SPAIN, "Sevilla", REMINDER, "spare")).isEqualTo("spare");
    assertThat(choose(SPAIN, "Sevilla", Category.PERSONAL, "")).isEqualTo("bank");
    assertThat(pools.choose(SPAIN, Optional.empty(), REMINDER, "")).isEqualTo("bank");
  }

  @Test
  void onlyCategoriesThatOverflowMayUseTheOverflowAndWhatItOverflowsInto() {
    assertThat(pools.from("bank", REMINDER)).containsExactly("bank", "spare", "last");
    assertThat(pools.from("bank", Category.PERSONAL)).containsExactly("bank");
    assertThat(pools.from("lisbon", REMINDER)).containsExactly("lisbon");
  }

  @Test
  void aCategoryWaitsUnlessItRefuses() {
    assertThat(pools.refuses(new Category("code"))).isTrue();
    assertThat(pools.refuses(Category.PERSONAL)).isFalse();
  }

  private String choose(Msisdn client, String department, Category category, String ofCategory) {
    return pools.choose(client, Optional.of(department), category, ofCategory);
  }

  private static Pool pool(String name, String number, String overflow) {
    return new Pool(name, "lab", "desk@bank.example", List.of(number), overflow);
  }
}
