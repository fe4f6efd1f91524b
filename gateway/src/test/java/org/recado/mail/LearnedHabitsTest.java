package org.recado.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.recado.trial.SettableClock;
import org.recado.trial.TrialDatabase;

class LearnedHabitsTest {

  private static final String SIGNATURE =
      "Luis Gestor\nBanco de Ejemplo\nCalle Mayor, 5\nTel. 910 000 000";

  private static final String NOTICE =
      "Banco de Ejemplo, entidad supervisada por el Banco de España con el número 0000.\n"
          + "Domicilio social en la calle Mayor, 5.";

  private final TrialDatabase database = TrialDatabase.create();
  private final LearnedHabits habits = new LearnedHabits(database.jdbc(), SettableClock.started());
  private final MailReader reader = new MailReader(MailProperties.standard(), habits);

  @AfterEach
  void close() {
    habits.close();
    database.close();
  }

  @Test
  void theBlockThatAnAuthorsMailsShareIsTheSignature() {
    for (String text : List.of("Le espero el lunes", "Traiga el DNI", "Todo en orden")) {
      assertThat(accepted("luis", text + "\n\n" + SIGNATURE)).isEqualTo(text + "\n\n" + SIGNATURE);
    }
    habits.learnNow();
    assertThat(accepted("luis", "Su tarjeta ha llegado\n\n" + SIGNATURE))
        .isEqualTo("Su tarjeta ha llegado");
    assertThat(accepted("eva", "Su tarjeta ha llegado\n\n" + SIGNATURE)).endsWith(SIGNATURE);
  }

  @Test
  void closingWordsAndTheNameStay() {
    String ending = "Un saludo,\nLuis Gestor\nBanco de Ejemplo\nTel. 910 000 000";
    for (String text : List.of("Le espero el lunes", "Traiga el DNI", "Todo en orden")) {
      accepted("luis", text + "\n\n" + ending);
    }
    habits.learnNow();
    assertThat(accepted("luis", "Ya está\n\n" + ending))
        .isEqualTo("Ya está\n\nUn saludo,\nLuis Gestor");
  }

  @Test
  void theSameTextToManyClientsIsNoSignature() {
    String text = "Su cita es el lunes a las 10:00.\nLlame al 910 000 000 si no puede venir.";
    for (String name : List.of("Ana", "Eva", "Paz", "Sol", "Mar")) {
      accepted("luis", "Hola " + name + "\n" + text);
    }
    habits.learnNow();
    assertThat(accepted("luis", "Hola Luz\n" + text)).isEqualTo("Hola Luz\n" + text);
    for (String author : List.of("eva", "paco", "sol", "mar")) {
      accepted(author, "Buenos días " + author + ":\n\n" + text);
    }
    habits.learnNow();
    assertThat(accepted("ana", "Hola\n\n" + text)).isEqualTo("Hola\n\n" + text);
  }

  @Test
  void theBlockThatManyAuthorsShareIsTheFirmsNotice() {
    for (String author : List.of("luis", "eva", "paco")) {
      assertThat(accepted(author, "Le espero\n\n" + NOTICE)).endsWith("calle Mayor, 5.");
    }
    habits.learnNow();
    assertThat(accepted("sol", "Ya está\n\n" + NOTICE)).isEqualTo("Ya está");
  }

  @Test
  void nothingOfATextIsKept() {
    accepted("luis", "Secreto\n\n" + SIGNATURE);
    habits.learnNow();
    String rows =
        database.jdbc().queryForList("SELECT * FROM gateway.mail_ending").toString()
            + database
                .jdbc()
                .queryForList("SELECT convert_from(author, 'LATIN1') FROM gateway.mail_ending");
    assertThat(rows).doesNotContain("Secreto", "Luis", "luis", "910");
  }

  private String accepted(String author, String text) {
    String name = author.equals("luis") ? "Luis Gestor" : author;
    String mail =
        "From: %s <%s@bank.example>\nContent-Type: text/plain; charset=utf-8\n\n%s\n"
            .formatted(name, author, text);
    var reading = (Reading.Sms) reader.read(mail.getBytes(StandardCharsets.UTF_8));
    habits.seen(reading.headers(), reading.text().value());
    return reading.text().value();
  }
}
