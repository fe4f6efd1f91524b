package org.recado.archive.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.recado.archive.TestArchive;
import org.recado.message.MessageId;

class ReviewsTest {

  private static final String OFFICER = "carmen.vega@bank.example";

  private final TestArchive archive = new TestArchive();
  private final Reviews reviews = new Reviews(archive.jdbc, archive.setup.archive(), archive.clock);

  @Test
  void aReviewIsARecordWithWhoWhatAndWhy() {
    var message = accepted();
    review(message, Outcome.ESCALATED, Optional.of("promises a return"));
    review(message, Outcome.VIOLATION, Optional.of("confirmed"));
    assertThat(reviews.of(message))
        .extracting(Review::outcome, Review::by, Review::note)
        .containsExactly(
            tuple(Outcome.ESCALATED, OFFICER, Optional.of("promises a return")),
            tuple(Outcome.VIOLATION, OFFICER, Optional.of("confirmed")));
  }

  @Test
  void whatIsNotThereOrNotGroundedIsNotReviewed() {
    var message = accepted();
    assertThatThrownBy(() -> review(archive.id(), Outcome.NO_ISSUE, Optional.empty()))
        .isInstanceOf(NoSuchElementException.class);
    assertThatThrownBy(() -> review(message, Outcome.VIOLATION, Optional.of(" ")))
        .hasMessage("Say why it is violation.");
    assertThatThrownBy(() -> reviews.record(message, Outcome.NO_ISSUE, " ", Optional.empty()))
        .hasMessage("Say who reviewed.");
    assertThat(reviews.of(message)).isEmpty();
  }

  @Test
  void aSecondOfficerDrawsTheSameSampleAndSeesWhatIsOpen() {
    var from = archive.clock.instant();
    var all = new ArrayList<MessageId>();
    for (int i = 0; i < 200; i++) {
      all.add(accepted());
    }
    var sample = new Sample("2026-03", 200, from, from.plus(Duration.ofDays(1)));
    var drawn = reviews.draw(sample, false);
    assertThat(drawn).hasSizeBetween(15, 70).isSubsetOf(all);
    var again = new Sample("2026-03", 200, from, from.plus(Duration.ofDays(1)));
    assertThat(reviews.draw(again, false)).isEqualTo(drawn);
    assertThat(reviews.draw(new Sample("2026-04", 200, from, from.plus(Duration.ofDays(1))), false))
        .isNotEqualTo(drawn);
    review(drawn.get(0), Outcome.NO_ISSUE, Optional.empty());
    assertThat(reviews.draw(sample, true)).isEqualTo(drawn.subList(1, drawn.size()));
    assertThat(reviews.draw(new Sample("x", 1000, from, from.plus(Duration.ofDays(1))), false))
        .hasSize(200);
  }

  /** Worked out by hand with {@code printf '2026-03\n%s' ID | sha256sum}: others can draw too. */
  @Test
  void theRuleIsWhatTheDocumentationSays() {
    var message = MessageId.of("019cad8f-ac7e-7000-a524-9c49720db931");
    var day = Duration.ofDays(1);
    Instant at = message.instant();
    int smallest = 1;
    while (!new Sample("2026-03", smallest, at, at.plus(day)).takes(message)) {
      smallest++;
    }
    assertThat(smallest).isEqualTo(304);
    assertThat(new Sample("2026-03", 1000, at.plusMillis(1), at.plus(day)).takes(message))
        .isFalse();
    assertThat(new Sample("2026-03", 1000, at.minus(day), at).takes(message)).isFalse();
  }

  private MessageId accepted() {
    var message = archive.id();
    archive.append(archive.accepted(message, "Hola"));
    return message;
  }

  private void review(MessageId message, Outcome outcome, Optional<String> note) {
    archive.transactions.executeWithoutResult(
        status -> reviews.record(message, outcome, OFFICER, note));
  }
}
