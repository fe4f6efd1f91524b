package org.recado.commit;

import java.sql.SQLException;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Stream;

/**
 * Says what went wrong without repeating what was said about it: a database's message may quote the
 * row, and with it a client's number or words.
 */
public final class Failures {

  private Failures() {}

  /**
   * The chain of causes by their classes, the SQLSTATE where there is one, and where in Recado it
   * came from: {@code DataIntegrityViolationException, PSQLException 23505 at Leases.settle:187}.
   */
  public static String describe(Throwable failure) {
    var causes = new StringJoiner(", ");
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < 10; depth++) {
      causes.add(cause.getClass().getSimpleName() + stateOf(cause));
      cause = cause.getCause();
    }
    return causes + placeOf(failure).map(place -> " at " + place).orElse("");
  }

  private static String stateOf(Throwable cause) {
    return cause instanceof SQLException sql && sql.getSQLState() != null
        ? " " + sql.getSQLState()
        : "";
  }

  private static Optional<String> placeOf(Throwable failure) {
    return Stream.of(failure.getStackTrace())
        .filter(frame -> frame.getClassName().startsWith("org.recado."))
        .findFirst()
        .map(
            frame ->
                frame.getClassName().substring(frame.getClassName().lastIndexOf('.') + 1)
                    + "."
                    + frame.getMethodName()
                    + ":"
                    + frame.getLineNumber());
  }
}
