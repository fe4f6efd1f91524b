package org.recado.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.recado.message.Category;
import org.recado.message.Msisdn;

class RoutesTest {

  private static final Msisdn SPANISH = Msisdn.of("34600111222");
  private static final Msisdn FRENCH = Msisdn.of("33600111222");
  private static final Category CODE = new Category("code");

  private final Routes routes =
      new Routes(
          List.of(
              new Route("", List.of(), "world", 5),
              new Route("34", List.of(), "dear", 3),
              new Route("34", List.of(), "cheap", 1),
              new Route("346", List.of("code"), "quick", 9)));

  @Test
  void theLongestPrefixCountsAndThenTheCost() {
    assertThat(routes.of(SPANISH, Category.PERSONAL, "home")).isEqualTo("cheap");
    assertThat(routes.of(SPANISH, CODE, "home")).isEqualTo("quick");
    assertThat(routes.of(FRENCH, CODE, "home")).isEqualTo("world");
    assertThat(new Routes(List.of()).of(FRENCH, CODE, "home")).isEqualTo("home");
  }

  @Test
  void whatNobodyCanUseComesLast() {
    routes.unusable(Set.of("cheap", "quick"));
    assertThat(routes.of(SPANISH, CODE, "home")).isEqualTo("dear");
    routes.unusable(Set.of("cheap", "quick", "dear", "world"));
    assertThat(routes.of(SPANISH, CODE, "home")).as("it waits for the best").isEqualTo("quick");
  }

  @Test
  void aTextThatIsNotTakenGoesDownTheListAndNeverBack() {
    assertThat(routes.after("quick", SPANISH, CODE, "home")).contains("cheap");
    assertThat(routes.after("cheap", SPANISH, CODE, "home")).contains("dear");
    assertThat(routes.after("world", SPANISH, CODE, "home")).isEmpty();
    routes.unusable(Set.of("cheap"));
    assertThat(routes.after("quick", SPANISH, CODE, "home")).contains("dear");
  }
}
