package org.recado.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.BindException;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.recado.settings.MistakenSettings;
import org.springframework.boot.web.server.PortInUseException;

class StartFailureTest {

  @Test
  void everyMistakeIsALineHoweverDeepItLies() {
    var mistakes = new MistakenSettings(List.of("a: mend it", "b: mend it too"));
    var failure = new IllegalStateException("context", new RuntimeException("bean", mistakes));
    assertThat(StartFailure.linesOf(failure)).containsExactly("a: mend it", "b: mend it too");
  }

  @ParameterizedTest
  @CsvSource({
    "28P01, spring.datasource.password",
    "3D000, spring.datasource.url",
    "08001, spring.datasource.url",
    "42501, spring.datasource.username"
  })
  void whatTheDatabaseRefusesNamesTheKeyToMend(String state, String key) {
    var failure = new RuntimeException("pool", new SQLException("secret words", state));
    assertThat(StartFailure.linesOf(failure))
        .singleElement()
        .asString()
        .startsWith(key + ": ")
        .doesNotContain("secret words");
  }

  @Test
  void aBusyPortIsNamed() {
    assertThat(StartFailure.linesOf(new PortInUseException(8080)))
        .singleElement()
        .asString()
        .contains("8080");
    assertThat(StartFailure.linesOf(new RuntimeException(new BindException("in use")))).hasSize(1);
  }

  @Test
  void aDefectIsNotDressedUpAsAMistake() {
    assertThat(StartFailure.linesOf(new NullPointerException())).isEmpty();
  }
}
