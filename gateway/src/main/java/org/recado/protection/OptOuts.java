package org.recado.protection;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.recado.commit.SharedLookup;
import org.recado.message.MessageId;
import org.recado.message.Msisdn;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Clients who asked not to be written to (47 CFR 64.1200(a)(10), LSSI art. 22). A client is in or
 * out as a whole; what the law requires to be sent goes out all the same, which the category's
 * settings say.
 */
public final class OptOuts {

  private final JdbcTemplate jdbc;
  private final SharedLookup<String, Boolean> out = new SharedLookup<>(this::out);

  public OptOuts(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  public boolean isOut(Msisdn client) {
    return out.find(client.digits()).isPresent();
  }

  private Map<String, Boolean> out(Set<String> clients) {
    return jdbc
        .queryForList(
            "SELECT client FROM gateway.opt_out WHERE client = ANY (?)",
            String.class,
            (Object) clients.toArray(String[]::new))
        .stream()
        .collect(Collectors.toMap(client -> client, client -> true));
  }

  /**
   * Notes the wish, in the caller's transaction.
   *
   * @param asked the client's message that says so
   * @return false if the client was out already, so that it is confirmed only once
   */
  public boolean optOut(Msisdn client, Instant at, MessageId asked) {
    return jdbc.update(
            "INSERT INTO gateway.opt_out (client, since, asked) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            client.digits(),
            Timestamp.from(at),
            asked.value())
        == 1;
  }

  /**
   * Takes the wish back, in the caller's transaction.
   *
   * @return false if there was none
   */
  public boolean optIn(Msisdn client) {
    return jdbc.update("DELETE FROM gateway.opt_out WHERE client = ?", client.digits()) == 1;
  }
}
