package org.recado.intake;

import java.util.List;
import java.util.Optional;
import org.recado.commit.Unnest;
import org.recado.message.MessageId;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Keeps the names under which an application asks for its texts later. Written with the texts, so
 * that whoever has read the {@code 250} finds them.
 */
final class ApplicationTexts {

  /**
   * One text of an application account.
   *
   * @param application name of the account
   * @param recipient the address of RCPT as it was given: who named a client is not told a number
   */
  record Named(
      MessageId text,
      String application,
      MessageId submission,
      String recipient,
      Optional<String> reference,
      Optional<String> envelopeId,
      Optional<String> mailId,
      int segments) {}

  private static final Unnest<Named> ROWS =
      new Unnest<Named>()
          .column("uuid", named -> named.text().value())
          .column("text", Named::application)
          .column("uuid", named -> named.submission().value())
          .column("text", Named::recipient)
          .column("text", named -> named.reference().orElse(null))
          .column("text", named -> named.envelopeId().orElse(null))
          .column("text", named -> named.mailId().orElse(null))
          .column("smallint", named -> (short) named.segments());

  private static final String INSERT =
      "INSERT INTO gateway.application_text (sms, application, submission, recipient, reference,"
          + " envelope_id, mail_id, segments) SELECT * FROM unnest("
          + ROWS.arguments()
          + ")";

  private ApplicationTexts() {}

  /** In the caller's transaction, all in one statement. */
  static void write(JdbcTemplate jdbc, List<Named> texts) {
    if (texts.isEmpty()) {
      return;
    }
    jdbc.update(
        connection -> {
          var statement = connection.prepareStatement(INSERT);
          ROWS.set(statement, 1, texts);
          return statement;
        });
  }
}
