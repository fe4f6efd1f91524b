package org.recado.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.recado.trial.WholeGateway;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads what became of every text, over HTTP, page by page. For the whole of it: {@code
 * -Dstatus.texts=100000}.
 */
@ExtendWith(WholeGateway.Shared.class)
class ReconciliationTest {

  private static final int TEXTS = Integer.getInteger("status.texts", 2_000);
  private static final int LIMIT = 5_000;
  private static final JsonMapper JSON = new JsonMapper();
  private static final String MINE = "id >= 'aaaaaaaa-0000-7000-8000-000000000000'";

  private final WholeGateway gateway;

  ReconciliationTest(WholeGateway gateway) {
    this.gateway = gateway;
  }

  @Test
  @Timeout(600)
  void everyTextIsReconciledToTheLast() {
    try {
      var client = Asking.at(gateway.webPort()).as("ledgers", WholeGateway.LEDGERS_SECRET);
      // what other tests sent
      String cursor = newest(client);
      write();
      var last = new HashMap<String, String>();
      int pages = 0;
      long changes = 0;
      int largest = 0;
      heap().forEach(MemoryPoolMXBean::resetPeakUsage);
      long start = System.nanoTime();
      boolean more = true;
      while (more) {
        var answer = client.get("/api/v1/changes?limit=" + LIMIT + cursor);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        var page = JSON.readTree(answer.body());
        page.get("changes")
            .forEach(
                change -> last.put(change.get("text").asString(), change.get("state").asString()));
        pages++;
        changes += page.get("changes").size();
        largest = Math.max(largest, answer.body().length());
        cursor = "&cursor=" + page.get("cursor").asString();
        more = page.get("more").asBoolean();
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      long peak = heap().stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
      System.out.printf(
          "reconciled %d texts, %d changes in %d pages in %.1f s; largest answer %d kB; heap of"
              + " gateway, lab and reader together at most %d MB%n",
          last.size(), changes, pages, seconds, largest / 1000, peak / 1_000_000);
      assertThat(last).hasSize(TEXTS);
      assertThat(counts(last))
          .isEqualTo(Map.of("DELIVERED", TEXTS - TEXTS / 10, "EXPIRED", TEXTS / 10));
      assertThat(changes).isEqualTo(4L * TEXTS);
    } finally {
      gateway.execute("DELETE FROM gateway.sms WHERE " + MINE);
    }
  }

  /** The parameter with which reading goes on behind all there is. */
  private static String newest(Asking client) {
    String cursor = "";
    boolean more = true;
    while (more) {
      var page = JSON.readTree(client.get("/api/v1/changes?limit=" + LIMIT + cursor).body());
      cursor = "&cursor=" + page.get("cursor").asString();
      more = page.get("more").asBoolean();
    }
    return cursor;
  }

  private static Map<String, Integer> counts(Map<String, String> states) {
    var counts = new HashMap<String, Integer>();
    states.values().forEach(state -> counts.merge(state, 1, Integer::sum));
    return counts;
  }

  private static List<MemoryPoolMXBean> heap() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .toList();
  }

  /** As if they had come and gone: four changes each, in transactions of up to a thousand. */
  private void write() {
    String id = "('aaaaaaaa-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid";
    gateway.execute(
        """
        INSERT INTO gateway.application_text (sms, application, submission, recipient, reference, segments)
        SELECT %s, 'ledgers', %s, '+34600' || lpad(n::text, 6, '0') || '@sms.bank.example', 'N-' || n, 1
          FROM generate_series(1, %d) n
        """
            .formatted(id, id, TEXTS));
    gateway.execute(
        """
        INSERT INTO gateway.sms (id, submission, client, owner, mailbox, category, lane, pool,
               concat_ref, report_on, state, not_before, created_at, changed_at)
        SELECT %s, %s, '34600111222', 'application:ledgers', 'a@ledgers.bank.example', 'reminder', 2,
               'none', 1, 'NEVER', 'QUEUED', now(), now(), now() FROM generate_series(1, %d) n
        """
            .formatted(id, id, TEXTS));
    for (String state : List.of("CLAIMED", "SUBMITTED")) {
      gateway.execute(
          "UPDATE gateway.sms SET state = '" + state + "', changed_at = now() WHERE " + MINE);
    }
    gateway.execute(
        "UPDATE gateway.sms SET state = CASE WHEN ('x' || right(id::text, 8))::bit(32)::int % 10 = 0"
            + " THEN 'EXPIRED' ELSE 'DELIVERED' END, changed_at = now() WHERE "
            + MINE);
  }
}
