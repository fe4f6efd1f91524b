package org.recado.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.recado.directory.Person;
import org.recado.message.Category;
import org.recado.message.MailAddress;
import org.recado.message.MessageId;
import org.recado.message.Msisdn;
import org.recado.policy.CategorySettings.Lane;
import org.recado.policy.CategorySettings.OnUnknown;
import org.recado.protection.OptOuts;
import org.recado.settings.MistakenSettings;
import org.recado.trial.TrialDatabase;

class PolicyTest {

  private static final Msisdn ANA = Msisdn.of("+34611000001");
  private static final TrialDatabase database = TrialDatabase.create();

  private final OptOuts optOuts = new OptOuts(database.jdbc());
  private final Policy policy =
      new Policy(
          new PolicyProperties(
              "ES",
              100,
              6,
              Map.of("notice", new CategorySettings(Lane.APPLICATION, OnUnknown.ASK, true, ""))),
          optOuts);

  @AfterAll
  static void close() {
    database.close();
  }

  @BeforeEach
  void nobodyIsOut() {
    database.force("TRUNCATE gateway.opt_out");
  }

  @Test
  void anEnabledPersonMayTextAClient() {
    assertThat(judge(true, "personal")).isInstanceOf(Verdict.Allow.class);
  }

  @Test
  void whoHasLeftMayNot() {
    assertThat(judge(false, "personal"))
        .isInstanceOfSatisfying(
            Verdict.Refuse.class, refuse -> assertThat(refuse.rule()).isEqualTo("sender"));
  }

  @Test
  void aCategoryThatIsNotConfiguredIsRefused() {
    assertThat(judge(true, "unheard-of"))
        .isInstanceOfSatisfying(
            Verdict.Refuse.class, refuse -> assertThat(refuse.rule()).isEqualTo("category"));
  }

  @Test
  void anOptOutIsHeededExceptByWhatTheLawRequires() {
    var asked = new MessageId(UUID.fromString("01936f0e-0001-7000-8000-000000000001"));
    assertThat(optOuts.optOut(ANA, Instant.EPOCH, asked)).isTrue();
    assertThat(optOuts.optOut(ANA, Instant.EPOCH, asked)).as("once only").isFalse();
    assertThat(judge(true, "personal")).isInstanceOf(Verdict.Refuse.class);
    assertThat(judge(true, "notice")).isInstanceOf(Verdict.Allow.class);
    assertThat(optOuts.optIn(ANA)).isTrue();
    assertThat(optOuts.optIn(ANA)).isFalse();
    assertThat(judge(true, "personal")).isInstanceOf(Verdict.Allow.class);
  }

  @Test
  void settingsThatCannotBeMeantAreRefusedAllAtOnce() {
    assertThatThrownBy(
            () ->
                new PolicyProperties(
                    "Spain",
                    0,
                    300,
                    Map.of("No Such", new CategorySettings(Lane.BULK, OnUnknown.ASK, false, ""))))
        .isInstanceOfSatisfying(
            MistakenSettings.class, mistaken -> assertThat(mistaken.mistakes()).hasSize(4));
  }

  private Verdict judge(boolean enabled, String category) {
    var sender =
        new Person(
            "marta",
            "Marta Ruiz",
            MailAddress.of("marta@bank.example"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Set.of(),
            enabled);
    return policy.judge(new Request(sender, ANA, new Category(category)));
  }
}
