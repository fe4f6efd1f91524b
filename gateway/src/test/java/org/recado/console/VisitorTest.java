package org.recado.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.recado.archive.search.Query;
import org.recado.directory.Person;
import org.recado.message.MailAddress;

class VisitorTest {

  private static final ConsoleProperties PROPERTIES = new ConsoleProperties("c", "o", "");

  private static Visitor in(String... groups) {
    return Visitor.of(
        new Person(
            "id-1",
            "Marta",
            MailAddress.of("marta@bank.example"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Set.of(groups),
            true),
        PROPERTIES);
  }

  @Test
  void rolesFollowTheGroups() {
    assertThat(in().roles()).containsExactly(Role.EMPLOYEE);
    assertThat(in("c", "x").roles()).containsExactlyInAnyOrder(Role.EMPLOYEE, Role.COMPLIANCE);
    assertThat(in("o").roles()).containsExactly(Role.OPERATOR);
  }

  @Test
  void anOperatorSeesNoContentWhateverElseTheyAre() {
    assertThat(in("o", "c").roles()).containsExactly(Role.OPERATOR);
    assertThat(in("o", "c").restrict(Query.ALL).onlyOf()).contains(Set.of());
  }

  @Test
  void theQueryItselfIsHeldToOnesOwnMessages() {
    assertThat(in().restrict(Query.ALL.withOnlyOf(Set.of("somebody"))).onlyOf())
        .contains(Set.of("id-1", "marta@bank.example"));
    assertThat(in("c").restrict(Query.ALL).onlyOf()).isEmpty();
  }
}
