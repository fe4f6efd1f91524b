package org.recado.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.recado.archive.search.Query;
import org.recado.archive.search.Reach;
import org.recado.console.ConsoleProperties.Team;
import org.recado.directory.Person;
import org.recado.message.MailAddress;

class VisitorTest {

  private static final ConsoleProperties PROPERTIES =
      new ConsoleProperties("s", Team.DEPARTMENT, "c", "a", "o", "");

  private static Visitor in(String... groups) {
    return Visitor.of(
        new Person(
            "id-1",
            "Marta",
            MailAddress.of("marta@bank.example"),
            Optional.empty(),
            Optional.of("Sevilla"),
            Optional.empty(),
            Set.of(groups),
            true),
        manager -> Set.of("id-2"),
        PROPERTIES);
  }

  @Test
  void aSupervisorsTeamMayBeTheirDepartment() {
    assertThat(in("s").restrict(Query.ALL).reach())
        .contains(new Reach(Set.of("id-1", "marta@bank.example"), Set.of("Sevilla")));
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
    assertThat(in("o", "c", "a", "s").restrict(Query.ALL).reach()).contains(Reach.NONE);
  }

  @Test
  void theQueryItselfIsHeldToOnesOwnMessages() {
    assertThat(in().restrict(Query.ALL.withOnlyOf(Set.of("somebody"))).reach())
        .contains(new Reach(Set.of("id-1", "marta@bank.example"), Set.of()));
    assertThat(in("c").restrict(Query.ALL).reach()).isEmpty();
    assertThat(in("a").restrict(Query.ALL).reach()).isEmpty();
  }
}
