package org.recado.archive.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.recado.archive.TestArchive;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordKind;
import org.recado.message.Direction;
import org.recado.message.MessageId;
import org.recado.message.Msisdn;

class SearchTest {

  private final TestArchive archive = new TestArchive();
  private final Search search = archive.setup.search();

  @Test
  void wordsAreFoundInAnyFormWithOrWithoutAccentsInBothLanguages() {
    var spanish = accepted("La próxima acción será mañana, señora Núñez");
    var english = accepted("Your payments are due on Friday");
    for (String typed :
        List.of(
            "acción", "accion", "ACCIÓN", "acciones", "manana", "Nunez", "señora", "próximas")) {
      assertThat(found(Query.ALL.withWords(typed))).as(typed).containsExactly(spanish);
    }
    for (String typed :
        List.of("payment", "payments Friday", "payments are", "\"due on friday\"")) {
      assertThat(found(Query.ALL.withWords(typed))).as(typed).containsExactly(english);
    }
    assertThat(found(Query.ALL.withWords("payment -friday"))).isEmpty();
    assertThat(found(Query.ALL.withWords("\"friday on due\""))).isEmpty();
    assertThat(found(Query.ALL.withWords("payment or accion"))).containsExactly(english, spanish);
    assertThat(found(Query.ALL.withWords("  "))).hasSize(2);
  }

  @Test
  void aClientIsFoundByAnyPartOfTheNumber() {
    var message = accepted("Hola");
    for (String typed : List.of("+34600111222", "600 111 222", "0111", "222", "3", "34600")) {
      assertThat(found(Query.ALL.withClient(typed))).as(typed).containsExactly(message);
    }
    assertThat(found(Query.ALL.withClient("999"))).isEmpty();
    assertThat(found(Query.ALL.withClient("' or true --"))).isEmpty();
  }

  @Test
  void everyOtherConditionNarrows() {
    var sent = accepted("Uno");
    var answer = archive.id();
    archive.append(archive.reply(answer, "Dos"));
    archive.catchUp();
    var at = search.find(answer).orElseThrow().at();
    assertThat(found(Query.ALL.withDirection(Direction.MO))).containsExactly(answer);
    assertThat(found(Query.ALL.withDirection(Direction.MT))).containsExactly(sent);
    assertThat(found(Query.ALL.withStatus("QUEUED"))).containsExactly(sent);
    assertThat(found(Query.ALL.withReference("ref-" + sent))).containsExactly(sent);
    assertThat(found(Query.ALL.withMailbox("EVA@bank.example"))).containsExactly(answer, sent);
    assertThat(found(Query.ALL.withMailbox("luis@bank.example"))).isEmpty();
    assertThat(found(Query.ALL.withFrom(at))).containsExactly(answer);
    assertThat(found(Query.ALL.withBefore(at))).containsExactly(sent);
  }

  @Test
  void anEmployeeSeesOnlyTheirOwn() {
    var message = accepted("Uno");
    assertThat(found(Query.ALL.withOnlyOf(Set.of("Eva@Bank.example")))).containsExactly(message);
    assertThat(found(Query.ALL.withOnlyOf(Set.of("p-1")))).containsExactly(message);
    assertThat(found(Query.ALL.withOnlyOf(Set.of("p-2", "luis@bank.example")))).isEmpty();
    assertThat(found(Query.ALL.withOnlyOf(Set.of()))).isEmpty();
    assertThat(found(Query.ALL.withReach(new Reach(Set.of("p-1"), Set.of()))))
        .containsExactly(message);
    assertThat(found(Query.ALL.withReach(new Reach(Set.of("p-2", "Eva@bank.example"), Set.of()))))
        .as("whoever has the address now")
        .isEmpty();
    assertThat(found(Query.ALL.withReach(Reach.NONE))).isEmpty();
    var both = new Reach(Set.of("p-1", "eva@bank.example"), Set.of("Trading"));
    assertThat(found(Query.ALL.withWords("uno").withReach(both))).containsExactly(message);
    assertThat(found(Query.ALL.withWords("uno").withOnlyOf(Set.of("p-1", "eva@bank.example"))))
        .containsExactly(message);
  }

  @Test
  void pagesFollowOneAnotherNewestFirstWithoutGapOrDouble() {
    List<MessageId> all = new ArrayList<>();
    for (int i = 0; i < 23; i++) {
      all.add(0, accepted("Recibo " + i));
    }
    List<MessageId> paged = new ArrayList<>();
    var page = Page.first(5);
    for (var hits = search.find(Query.ALL.withWords("recibo"), page);
        !hits.isEmpty();
        hits = search.find(Query.ALL.withWords("recibo"), page)) {
      hits.forEach(hit -> paged.add(hit.message()));
      page = page.after(hits.get(hits.size() - 1));
    }
    assertThat(paged).isEqualTo(all);
  }

  @Test
  void theStatusFollowsTheNewestRecordWhateverBatchItCameIn() {
    var message = accepted("Uno");
    assertThat(status(message)).isEqualTo("QUEUED");
    archive.append(archive.status(RecordKind.SUBMITTED, message, "SUBMITTING"));
    archive.append(archive.status(RecordKind.ANSWERED, message, "SENT"));
    archive.catchUp();
    assertThat(status(message)).isEqualTo("SENT");
    archive.append(archive.status(RecordKind.RECEIPT, message, "DELIVERED"));
    archive.catchUp();
    assertThat(status(message)).isEqualTo("DELIVERED");
  }

  @Test
  void aStatusThatIsReadBeforeItsMessageIsNotLost() {
    var message = archive.id();
    archive.append(archive.status(RecordKind.SUBMITTED, message, "SUBMITTING"));
    archive.catchUp();
    assertThat(search.find(message)).isEmpty();
    archive.append(archive.accepted(message, "Tarde").fact(Facts.STATUS, ""));
    archive.catchUp();
    assertThat(search.find(message).map(Hit::text)).contains("Tarde");
    assertThat(archive.run("verify").status()).isZero();
  }

  @Test
  void aConversationIsInTimeOrderBothWays() {
    archive.sentAndAnswered("Uno", "Dos");
    archive.sentAndAnswered("Tres", "Cuatro");
    archive.append(archive.accepted(archive.id(), "Otra").fact(Facts.CONVERSATION, "c-2"));
    archive.catchUp();
    assertThat(search.conversation("c-1"))
        .extracting(Hit::text)
        .containsExactly("Uno", "Dos", "Tres", "Cuatro");
    assertThat(search.conversation("c-1").get(1).direction()).isEqualTo(Direction.MO);
  }

  @Test
  void aReplyThatIsNotWholeYetIsNoMessageYet() {
    var message = archive.id();
    archive.append(
        RecordDraft.about(RecordKind.REPLY, message, archive.clock.instant())
            .part("pdu-1", "application/vnd.smpp", new byte[] {1}));
    archive.catchUp();
    assertThat(search.find(message)).isEmpty();
    archive.append(archive.reply(message, "Entera"));
    archive.catchUp();
    assertThat(search.find(message).map(Hit::text)).contains("Entera");
  }

  @Test
  void theIndexIsBuiltAgainBesideTheOneThatIsSearchedAndComesOutTheSame() {
    for (int i = 0; i < 4; i++) {
      archive.sentAndAnswered("Recibo " + i, "Vale");
      archive.catchUp();
    }
    var before = search.find(Query.ALL, Page.first(100));
    archive.setup.indexer().rebuild();
    archive.setup.indexer().rebuild();
    assertThat(archive.setup.indexer().progress()).contains(new Indexer.Progress(0, 24));
    assertThat(search.behind()).isZero();
    assertThat(search.find(Query.ALL, Page.first(100))).isEqualTo(before);
    assertThat(archive.index()).isEqualTo("archive_index.g1");
    var meanwhile = archive.sentAndAnswered("Mientras tanto", "Vale");
    archive.catchUp();
    assertThat(archive.index()).isEqualTo("archive_index.g2");
    assertThat(archive.setup.indexer().progress()).isEmpty();
    assertThat(search.behind()).isZero();
    assertThat(search.find(meanwhile)).isPresent();
    assertThat(search.find(Query.ALL, Page.first(100))).hasSize(10).endsWith(before.get(7));
    assertThat(archive.run("verify").status()).isZero();
  }

  @Test
  void whatWasRetiredIsDroppedWhenNobodyReadsItAnyMore() {
    accepted("Uno");
    archive.setup.indexer().rebuild();
    archive.catchUp();
    archive.transactions.executeWithoutResult(
        status -> {
          archive.jdbc.queryForList("select message_id from archive_index.g1");
          assertThat(droppedMeanwhile()).isZero();
        });
    assertThat(droppedMeanwhile()).isEqualTo(1);
    assertThat(found(Query.ALL)).hasSize(1);
  }

  private int droppedMeanwhile() {
    try (var other = archive.dataSource.getConnection();
        var row =
            other
                .createStatement()
                .executeQuery("select archive_index.drop_retired(interval '0')")) {
      row.next();
      return row.getInt(1);
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void untilItsIndexIsBuiltAnUpgradedArchiveIsSearchedAsBefore() {
    accepted("Antes de nada");
    // as the version before left it
    archive.execute("delete from archive_index.generation where number > 0");
    archive.jdbc.execute("drop table archive_index.g1");
    archive.execute(
        "update archive_index.generation set state = 'current', retired_at = null where number = 0");
    archive.catchUp();
    var message = accepted("Recibo de marzo");
    archive.append(archive.status(RecordKind.ANSWERED, message, "SENT"));
    archive.catchUp();
    assertThat(archive.index()).isEqualTo("archive.search_entry");
    everyWayFinds(message);
    assertThat(archive.run("verify").status()).isZero();
    archive.setup.indexer().rebuild();
    archive.catchUp();
    assertThat(archive.index()).isEqualTo("archive_index.g1");
    everyWayFinds(message);
    assertThat(archive.run("verify").status()).isZero();
  }

  private void everyWayFinds(MessageId message) {
    for (var query :
        List.of(
            Query.ALL.withWords("recibo"),
            Query.ALL.withWords("recibo").withClient("111222"),
            Query.ALL.withWords("recibo").withNumber(Msisdn.of("+34600111222")),
            Query.ALL.withWords("recibo").withMailbox("EVA@bank.example"),
            Query.ALL.withWords("recibo").withTeam("branch 7"),
            Query.ALL.withReference("ref-" + message),
            Query.ALL.withMessage(message),
            Query.ALL.withStatus("SENT"))) {
      assertThat(found(query)).containsExactly(message);
      assertThat(search.count(query)).isEqualTo(new Count(1, Count.Kind.EXACT));
    }
    assertThat(search.find(message).flatMap(Hit::status)).contains("SENT");
  }

  @Test
  void aDamagedRecordDoesNotStopTheIndex() {
    var bad = archive.id();
    archive.append(archive.accepted(bad, "Rota"));
    archive.execute("update archive.content set wrapped_key = '\\x00'::bytea");
    var good = accepted("Sana");
    assertThat(found(Query.ALL)).containsExactly(good);
  }

  @Test
  void noHitTellsWhatWasWrittenInALog() {
    accepted("Secreto");
    assertThat(search.find(Query.ALL, Page.first(1)).toString())
        .doesNotContain("Secreto", "600111222", "eva@");
  }

  private MessageId accepted(String text) {
    var message = archive.id();
    archive.append(archive.accepted(message, text));
    archive.catchUp();
    return message;
  }

  private String status(MessageId message) {
    return search.find(message).flatMap(Hit::status).orElse("");
  }

  private List<MessageId> found(Query query) {
    return search.find(query, Page.first(50)).stream().map(Hit::message).toList();
  }
}
