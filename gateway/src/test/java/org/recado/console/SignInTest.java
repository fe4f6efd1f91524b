package org.recado.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.recado.console.Bank.bank;
import static org.recado.console.Visit.location;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordKind;
import org.springframework.jdbc.core.JdbcTemplate;

@ExtendWith(Bank.Open.class)
class SignInTest {

  @Test
  void aStrangerIsSentToTheSignInPageAndComesBackToWhatTheyAskedFor() {
    var visit = bank().visit();
    var asked = visit.get("/search?words=oficina");
    assertThat(asked.statusCode()).isEqualTo(302);
    assertThat(location(asked)).isEqualTo("/login");
    var in = visit.signIn("carmen.vega", "carmen-demo");
    assertThat(location(in)).isEqualTo("/search?words=oficina");
    assertThat(visit.get("/search?words=oficina").statusCode()).isEqualTo(200);
  }

  @Test
  void whateverIsWrongWithASignInTheAnswerIsTheSame() {
    for (String[] wrong :
        new String[][] {
          {"carmen.vega", "not it"},
          {"carmen.vega", ""},
          {"nobody.at.all", "x"},
          {"pablo.leon", "pablo-demo"}, // has left
          {"*)(uid=*", "x"},
          {"carmen\0.vega", "carmen-demo"},
        }) {
      var visit = bank().visit();
      var refused = visit.signIn(wrong[0], wrong[1]);
      assertThat(location(refused)).as(wrong[0]).isEqualTo("/login?refused");
      assertThat(visit.get("/search").statusCode()).isEqualTo(302);
    }
    var page = bank().visit().get("/login?refused").body();
    assertThat(page).contains("Name and password do not go together");
  }

  @Test
  void everySignInAndEveryRefusalIsARecordWithoutTheNameThatWasTried() {
    var visit = bank().visit();
    int before = bank().records(RecordKind.SIGNED_IN).size();
    visit.signIn("secret typed as name", "x");
    var refused = bank().last(RecordKind.SIGNED_IN);
    assertThat(refused.facts()).containsEntry("outcome", "refused").containsEntry("by", "console");
    assertThat(refused.facts().toString() + refused.people()).doesNotContain("secret");
    visit.signIn("carmen.vega", "carmen-demo");
    var accepted = bank().last(RecordKind.SIGNED_IN);
    assertThat(accepted.facts())
        .containsEntry("outcome", "accepted")
        .containsEntry(Facts.ACTOR, "carmen.vega@bank.example");
    assertThat(bank().records(RecordKind.SIGNED_IN)).hasSize(before + 2);
  }

  @Test
  void theSessionGetsANewNameAtSignInAndIsGoneAfterSignOut() {
    var visit = bank().visit();
    visit.get("/login");
    String before = visit.session();
    visit.signIn("marta.ruiz", "marta-demo");
    assertThat(visit.session()).isNotEqualTo(before).isNotEmpty();
    visit.get("/search");
    var out = visit.post("/logout", Map.of("_csrf", visit.token()));
    assertThat(location(out)).isEqualTo("/login?bye");
    assertThat(visit.get("/search").statusCode()).isEqualTo(302);
  }

  @Test
  void aFormWithoutItsTokenIsNotTaken() {
    var visit = bank().visitAs("marta.ruiz");
    assertThat(visit.post("/language", Map.of("language", "es")).statusCode()).isEqualTo(403);
    assertThat(location(visit.post("/logout", Map.of()))).isEqualTo("/login?again");
    assertThat(visit.get("/search").statusCode()).isEqualTo(200);
  }

  @Test
  void whoIsDisabledInTheDirectoryLosesTheSessionAtTheNextRequest() {
    var visit = bank().visitAs("nuria.vidal");
    assertThat(visit.get("/search").statusCode()).isEqualTo(200);
    try {
      bank().lab.directory().disable("nuria.vidal");
      bank().readDirectory();
      assertThat(location(visit.get("/search"))).isEqualTo("/login?ended");
      assertThat(location(visit.get("/search"))).isEqualTo("/login");
    } finally {
      bank().lab.directory().enable("nuria.vidal");
      bank().readDirectory();
    }
    assertThat(visit.get("/search").statusCode()).isEqualTo(302);
  }

  @Test
  void guessingIsSlowedDownForTheGuesserAlone() {
    var visit = bank().visit();
    try {
      for (int i = 0; i < 3; i++) {
        visit.signIn("lucia.ortega", "guess " + i);
      }
      assertThat(location(visit.signIn("lucia.ortega", "lucia-demo"))).isEqualTo("/login?refused");
      assertThat(bank().visitAs("javier.sanz").get("/search").statusCode()).isEqualTo(200);
    } finally {
      // the bank is every test's, and she signs in to others
      bank().bean(JdbcTemplate.class).update("DELETE FROM directory.sign_in_failure");
    }
    assertThat(bank().visitAs("lucia.ortega").get("/search").statusCode()).isEqualTo(200);
  }
}
