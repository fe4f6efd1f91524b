package org.recado.archive.hold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.NoSuchElementException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.recado.archive.TestArchive;
import org.recado.archive.record.RecordId;

class HoldsTest {

  private static final String OFFICER = "officer@bank.example";

  private final TestArchive archive = new TestArchive();
  private final Holds holds = archive.setup.holds();

  @Test
  void whatIsHeldByTwoIsFreeOnlyWhenBothAreLifted() {
    var message = archive.id();
    archive.append(archive.accepted(message, "Hola"));
    assertThat(holds.isHeld(message)).isFalse();
    var byClient = place(HoldScope.overClient("+34600111222"));
    var byPerson = place(HoldScope.overPerson("p-1"));
    assertThat(holds.isHeld(message)).isTrue();
    lift(byClient);
    assertThat(holds.isHeld(message)).isTrue();
    lift(byPerson);
    assertThat(holds.isHeld(message)).isFalse();
    assertThat(holds.list())
        .extracting(Hold::id, Hold::inForce, Hold::placedBy, Hold::reason, Hold::liftedBy)
        .containsExactly(
            tuple(byClient, false, OFFICER, "Case 7", Optional.of(OFFICER)),
            tuple(byPerson, false, OFFICER, "Case 7", Optional.of(OFFICER)));
  }

  @Test
  void aHoldCoversWhatComesLaterAndNothingElse() {
    place(HoldScope.overClient("+34600111222"));
    var covered = archive.id();
    var other = archive.id();
    archive.append(
        archive.reply(covered, "Hola"),
        archive.accepted(other, "Hola").fact("client", "+34600999888"));
    assertThat(holds.isHeld(covered)).isTrue();
    assertThat(holds.isHeld(other)).isFalse();
    assertThat(holds.isHeld(archive.id())).isFalse();
  }

  @Test
  void allThatAScopeSaysMustHold() {
    var message = archive.id();
    archive.append(archive.accepted(message, "Hola"));
    var at = archive.setup.archive().ofMessage(message).get(0).at();
    place(
        new HoldScope(
            Optional.empty(),
            Optional.of("+34600111222"),
            Optional.empty(),
            Optional.of("EVA@bank.example"),
            Optional.of("c-1"),
            Optional.empty(),
            Optional.of(at),
            Optional.empty()));
    assertThat(holds.isHeld(message)).isFalse();
    place(
        new HoldScope(
            Optional.of(message),
            Optional.empty(),
            Optional.empty(),
            Optional.of("EVA@bank.example"),
            Optional.of("c-1"),
            Optional.of(at),
            Optional.of(at.plusSeconds(1)),
            Optional.empty()));
    assertThat(holds.isHeld(message)).isTrue();
  }

  @Test
  void aHoldSaysWhoWhyAndOverWhat() {
    assertThatThrownBy(() -> place(OFFICER, " ")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> place("", "Case 7")).isInstanceOf(IllegalArgumentException.class);
    var none = Optional.<String>empty();
    assertThatThrownBy(
            () ->
                new HoldScope(
                    Optional.empty(),
                    none,
                    none,
                    none,
                    none,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void onlyAHoldInForceIsLifted() {
    var hold = place(HoldScope.overMessage(archive.id()));
    lift(hold);
    assertThatThrownBy(() -> lift(hold)).isInstanceOf(NoSuchElementException.class);
    assertThatThrownBy(() -> lift(new RecordId(archive.id().value())))
        .isInstanceOf(NoSuchElementException.class);
  }

  private RecordId place(HoldScope scope) {
    return holds.place(scope, OFFICER, "Case 7");
  }

  private void place(String who, String why) {
    holds.place(HoldScope.overMessage(archive.id()), who, why);
  }

  private void lift(RecordId hold) {
    holds.lift(hold, OFFICER, "Case closed");
  }
}
