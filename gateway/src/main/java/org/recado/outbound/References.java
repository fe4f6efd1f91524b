package org.recado.outbound;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.recado.commit.Unnest;
import org.recado.message.MessageId;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The reference numbers by which a telephone tells the parts of one long text from another's (3GPP
 * TS 23.040 section 9.2.3.24.1). Runs in the caller's transaction.
 */
final class References {

  /** A long text gets the next reference number towards its client. */
  record Numbered(MessageId sms, int reference, int parts) {}

  /** A text of more than one segment. */
  record LongSms(QueuedSms sms, int parts) {}

  private static final Unnest<Numbered> NUMBERED =
      new Unnest<Numbered>()
          .column("uuid", numbered -> numbered.sms().value())
          .column("integer", Numbered::reference)
          .column("smallint", numbered -> (short) numbered.parts());

  private final JdbcTemplate jdbc;

  References(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Gives each long text its reference number: one after another for each client, so that no two
   * texts a telephone may be putting together at one time have the same.
   */
  Map<MessageId, Integer> number(List<LongSms> texts) {
    var byClient = new TreeMap<String, List<LongSms>>();
    texts.forEach(
        text ->
            byClient
                .computeIfAbsent(text.sms().client().digits(), c -> new ArrayList<>())
                .add(text));
    var numbered = new ArrayList<Numbered>();
    // in the order of clients, so that two nodes never wait for each other
    byClient.forEach(
        (client, group) -> {
          Long last =
              jdbc.queryForObject(
                  """
                  INSERT INTO gateway.concat_reference AS r (client, last) VALUES (?, ?)
                      ON CONFLICT (client) DO UPDATE SET last = r.last + excluded.last
                  RETURNING last
                  """,
                  Long.class,
                  client,
                  group.size());
          long first = Objects.requireNonNull(last) - group.size() + 1;
          for (int i = 0; i < group.size(); i++) {
            var text = group.get(i);
            numbered.add(new Numbered(text.sms().id(), (int) ((first + i) & 0xffff), text.parts()));
          }
        });
    if (numbered.isEmpty()) {
      return Map.of();
    }
    jdbc.update(
        connection -> {
          var statement =
              connection.prepareStatement(
                  "UPDATE gateway.sms s SET concat_ref = n.reference, parts = n.parts FROM unnest("
                      + NUMBERED.arguments()
                      + ") AS n (id, reference, parts) WHERE s.id = n.id");
          NUMBERED.set(statement, 1, numbered);
          return statement;
        });
    return numbered.stream().collect(Collectors.toMap(Numbered::sms, Numbered::reference));
  }
}
