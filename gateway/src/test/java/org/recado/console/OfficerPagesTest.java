package org.recado.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.recado.console.Bank.bank;
import static org.recado.console.Visit.location;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.recado.archive.disposition.Proposals;
import org.recado.archive.hold.Holds;
import org.recado.archive.record.Archive;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordId;
import org.recado.archive.record.RecordKind;
import org.recado.archive.search.Query;
import org.recado.message.MessageId;
import org.recado.message.MessageIds;
import org.springframework.transaction.support.TransactionTemplate;

/** Holds and destruction in the console: who may, what is on record, what is refused. */
@ExtendWith(Bank.Open.class)
class OfficerPagesTest {

  @Test
  void anOfficerPlacesAHoldAndLiftsItWithAReasonAndBothAreRecords() {
    var carmen = bank().visitAs("carmen.vega");
    var page = carmen.get("/holds");
    assertThat(page.body()).contains("Place a hold");
    var form =
        Map.of(
            "client",
            "+34 600 111 222",
            "reason",
            "Juzgado 3 <b>Madrid</b>",
            "_csrf",
            carmen.token());
    assertThat(location(carmen.post("/holds", form))).isEqualTo("/holds");
    var hold =
        bank().bean(Holds.class).list().stream()
            .filter(one -> one.reason().startsWith("Juzgado 3"))
            .findFirst()
            .orElseThrow();
    assertThat(hold.placedBy()).isEqualTo("carmen.vega@bank.example");
    assertThat(hold.scope().client()).contains("+34600111222");
    var listed = carmen.get("/holds").body();
    assertThat(listed)
        .contains("In force", "+34600111222", "Juzgado 3 &lt;b&gt;Madrid&lt;/b&gt;")
        .containsPattern("covers \\d+ message");

    String lift = "/holds/" + hold.id() + "/lift";
    carmen.post(lift, Map.of("reason", "", "_csrf", carmen.token()));
    assertThat(inForce(hold.id())).as("without a reason nothing is lifted").isTrue();
    var teresa = bank().visitAs("teresa.lobo");
    assertThat(teresa.get("/holds").body()).contains("Juzgado 3").doesNotContain("Place a hold");
    var audit = Map.of("reason", "no", "_csrf", teresa.token());
    assertThat(teresa.post(lift, audit).statusCode()).as("who audits does not act").isEqualTo(404);
    assertThat(teresa.post("/holds", audit).statusCode()).isEqualTo(404);
    assertThat(inForce(hold.id())).isTrue();

    var reason = Map.of("reason", "Archivado", "_csrf", carmen.token());
    assertThat(location(carmen.post(lift, reason))).isEqualTo("/holds");
    assertThat(inForce(hold.id())).isFalse();
    assertThat(bank().last(RecordKind.HELD).fact(Facts.REASON)).contains("Archivado");
    assertThat(carmen.post(lift, reason).statusCode()).as("lifted already").isEqualTo(404);
    assertThat(carmen.get("/holds").body()).contains("lifted by carmen.vega@bank.example");
  }

  private static boolean inForce(RecordId id) {
    return bank().bean(Holds.class).list().stream()
        .anyMatch(hold -> hold.id().equals(id) && hold.inForce());
  }

  @Test
  void aHoldThatSaysNothingOrNonsenseIsNotPlaced() {
    var carmen = bank().visitAs("carmen.vega");
    var unused = carmen.get("/holds");
    int before = bank().bean(Holds.class).list().size();
    var nothing = Map.of("reason", "x", "_csrf", carmen.token());
    assertThat(carmen.post("/holds", nothing).body()).contains("say what it is over");
    var nonsense = Map.of("client", "Ana", "from", "ayer", "_csrf", carmen.token());
    assertThat(carmen.post("/holds", nonsense).body())
        .contains("mend the marked fields", "value=\"Ana\"", "is-invalid");
    assertThat(bank().bean(Holds.class).list()).hasSize(before);
  }

  @ParameterizedTest
  @CsvSource({
    "words, '–, ?', at least one word",
    "mailbox, marta.ruiz, a whole address",
    "to, 2026-11-19, not before the first day",
    "message, 17, an id like"
  })
  void aHoldThatCouldCoverNothingIsNotPlaced(String field, String value, String sentence) {
    var carmen = bank().visitAs("carmen.vega");
    var unused = carmen.get("/holds");
    int before = bank().bean(Holds.class).list().size();
    var form = Map.of("from", "2026-11-20", field, value, "reason", "x", "_csrf", carmen.token());
    assertThat(carmen.post("/holds", form).body())
        .containsPattern("is-invalid\" id=\"" + field + "\"[^>]*>\\s*<div[^>]*>[^<]*" + sentence);
    assertThat(bank().bean(Holds.class).list()).hasSize(before);
  }

  @Test
  void whatIsDueIsProposedAndApprovedByTwoOthersAndNeverByWhoProposedIt() {
    var old = old("+34655000111", "Del año 2015");
    var carmen = bank().visitAs("carmen.vega");
    assertThat(carmen.get("/disposition").body()).contains("Propose what is due");
    var reason = Map.of("reason", "Plazo cumplido", "_csrf", carmen.token());
    String own = location(carmen.post("/disposition", reason));
    assertThat(own).matches("/disposition/[0-9a-f-]{36}");
    assertThat(carmen.get(own).body())
        .contains(
            "Plazo cumplido", "2 approvals missing", old.toString(), "7 years from the record")
        .contains("two other people")
        .doesNotContain("/approve\"");
    assertThat(location(carmen.post(own + "/approve", Map.of("_csrf", carmen.token()))))
        .isEqualTo(own + "?said=changed");
    assertThat(carmen.get(own + "?said=changed").body()).contains("That was not done");
    assertThat(
            location(carmen.post(own + "/reject", Map.of("reason", "no", "_csrf", carmen.token()))))
        .isEqualTo(own);
    assertThat(carmen.get(own).body()).contains("Rejected").doesNotContain("/reject\"");

    var proposals = bank().bean(Proposals.class);
    var id =
        in(() -> proposals.proposeDestruction("ana@bank.example", "Plazo", 10).orElseThrow()).id();
    String page = "/disposition/" + id;
    assertThat(carmen.get(page).body()).contains("/approve\"");
    assertThat(location(carmen.post(page + "/approve", Map.of("_csrf", carmen.token()))))
        .isEqualTo(page);
    assertThat(carmen.get(page).body()).contains("1 approval missing").doesNotContain("/approve\"");
    assertThat(proposals.get(id).approvers()).containsExactly("carmen.vega@bank.example");
    var teresa = bank().visitAs("teresa.lobo");
    assertThat(teresa.get(page).body())
        .contains("carmen.vega@bank.example")
        .doesNotContain("/approve\"");
    assertThat(teresa.post(page + "/approve", Map.of("_csrf", teresa.token())).statusCode())
        .isEqualTo(404);
    in(() -> proposals.approve(id, "luis@bank.example"));
    assertThat(carmen.get(page).body()).contains("archive dispose run " + id);
    assertThat(carmen.get(page + "/certificate").statusCode()).as("not run yet").isEqualTo(404);
    assertThat(carmen.get("/disposition/x").statusCode()).isEqualTo(404);
    in(() -> proposals.reject(id, "luis@bank.example", "so that other tests find their message"));
  }

  @Test
  void aMessageSaysUntilWhenItIsKeptAndWhy() {
    String message = bank().only(Query.ALL.withWords("oficina")).message().toString();
    assertThat(bank().visitAs("marta.ruiz").get("/messages/" + message + "/steps").body())
        .containsPattern("until .* at least")
        .contains("standard", "7 years from the record")
        .doesNotContain("Place a hold over it");
    assertThat(bank().visitAs("carmen.vega").get("/messages/" + message + "/steps").body())
        .contains("/holds?message=" + message);
  }

  private static MessageId old(String client, String text) {
    var id = bank().bean(MessageIds.class).next();
    var draft =
        RecordDraft.about(RecordKind.ACCEPTED, id, Instant.parse("2015-03-02T08:00:00Z"))
            .fact(Facts.CLIENT, client)
            .part("text", text);
    in(() -> bank().bean(Archive.class).append(List.of(draft)));
    return id;
  }

  private static <T> T in(Supplier<T> work) {
    T result = bank().bean(TransactionTemplate.class).execute(status -> work.get());
    if (result == null) {
      throw new IllegalStateException("a transaction without a result");
    }
    return result;
  }
}
