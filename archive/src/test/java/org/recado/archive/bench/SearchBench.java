package org.recado.archive.bench;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import org.recado.archive.search.Page;
import org.recado.archive.search.Query;
import org.recado.archive.search.Search;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Searches over five years of messages; runs only when asked, with {@code
 * -Darchive.bench=<messages>}. {@code -Darchive.bench.url=jdbc:…} takes a migrated database in
 * which they are loaded, or are to be, instead of one that is made and thrown away.
 */
@EnabledIfSystemProperty(named = "archive.bench", matches = "[0-9]+")
class SearchBench {

  private static final int MESSAGES = Integer.getInteger("archive.bench", 0);
  private static final int MONTHS = 60;
  private static final YearMonth FIRST = YearMonth.of(2021, 12);
  private static final int QUERIES = Integer.getInteger("archive.bench.queries", 40);
  private static final int PAGE = 50;

  /** As PostgreSQL writes them they would be of the parent alone, and of no month. */
  private static final String INDEXES =
      """
      select replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ') from pg_index i
      where i.indrelid = 'archive_index.g1'::regclass and not i.indisprimary
      """;

  @Test
  void searches(@TempDir Path folder) throws Exception {
    String url = System.getProperty("archive.bench.url", "");
    if (!url.isEmpty()) {
      try (var connection = DriverManager.getConnection(url)) {
        run(connection);
      }
      return;
    }
    try (var postgres = ArchiveBench.start(folder, false);
        var connection = ArchiveBench.migrated(postgres).getConnection()) {
      run(connection);
    }
  }

  private static void run(Connection connection) throws SQLException, IOException {
    var jdbc = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
    if (Boolean.FALSE.equals(
        jdbc.queryForObject("select exists (select from archive_index.g1)", Boolean.class))) {
      load(connection, jdbc);
    }
    ArchiveBench.say(
        "search: %,d messages, %s; words and keys %s",
        jdbc.queryForObject(
            "select sum(reltuples)::bigint from pg_class where relname like 'g1\\_____\\___'",
            Long.class),
        size(jdbc, "c.relname like 'g1\\_%'"),
        size(jdbc, "c.relname like 'g1\\_%words_keys_idx'"));
    measure(new Search(jdbc));
  }

  private static String size(JdbcTemplate jdbc, String which) {
    return String.valueOf(
        jdbc.queryForObject(
            "select pg_size_pretty(sum(pg_table_size(c.oid))) from pg_class c where c.relkind in"
                + " ('r', 'i') and "
                + which,
            String.class));
  }

  private static void load(Connection connection, JdbcTemplate jdbc)
      throws SQLException, IOException {
    // without its indexes, which are made in one go then
    var indexes = jdbc.queryForList(INDEXES, String.class);
    jdbc.execute(
        "drop index archive_index.g1_newest, archive_index.g1_words,"
            + " archive_index.g1_conversation");
    jdbc.execute("alter table archive_index.g1 drop constraint g1_pkey");
    long began = System.nanoTime();
    var copy = connection.unwrap(PGConnection.class).getCopyAPI();
    for (int m = 0; m < MONTHS; m++) {
      var month = FIRST.plusMonths(m);
      String table =
          jdbc.queryForObject(
              "select archive_index.open_month(1, ?::date)", String.class, month.atDay(1) + "");
      var rows = new StringBuilder();
      Corpus.month(rows, month, m * (MESSAGES / MONTHS), MESSAGES / MONTHS);
      copy.copyIn(
          "copy archive_index."
              + table
              + " (message_id, record_id, at, direction, client, number, person, mailbox, team,"
              + " category, status, reference, conversation, text) from stdin",
          new StringReader(rows.toString()));
    }
    ArchiveBench.say("search: load of %,d rows: %.0f s", MESSAGES, ArchiveBench.seconds(began));
    began = System.nanoTime();
    jdbc.execute("alter table archive_index.g1 add primary key (message_id, at)");
    indexes.forEach(jdbc::execute);
    jdbc.execute("vacuum analyze archive_index.g1");
    ArchiveBench.say("search: indexes and statistics: %.0f s", ArchiveBench.seconds(began));
  }

  private static void measure(Search search) {
    String[] common = {"cuenta", "pago", "payment", "gracias", "recibo", "cita", "card", "que"};
    String[] phrases = {
      "recibo vence mañana", "gracias por su confianza", "your payment is due", "en la oficina",
      "su gestor le llamará", "cuando todo esta", "business who", "contrato de préstamo"
    };
    measure(search, "rare word", i -> Query.ALL.withWords(Corpus.word(20_000 + i * 577, false)));
    measure(search, "middling word", i -> Query.ALL.withWords(Corpus.word(600 + i * 61, false)));
    measure(search, "common word", i -> Query.ALL.withWords(common[i % common.length]));
    measure(search, "phrase", i -> Query.ALL.withWords('"' + phrases[i % phrases.length] + '"'));
    measure(search, "number fragment", i -> Query.ALL.withClient(String.valueOf(10_000 + i * 911)));
    measure(
        search,
        "person + month",
        i -> {
          var month = FIRST.plusMonths(i * 7 % MONTHS);
          return Query.ALL
              .withMailbox(Corpus.mailbox(i * 17))
              .withFrom(start(month))
              .withBefore(start(month.plusMonths(1)));
        });
    measure(
        search,
        "word + team + dates",
        i ->
            Query.ALL
                .withWords(Corpus.word(250 + i * 3, i % 3 == 0))
                .withTeam(Corpus.team(i))
                .withFrom(start(FIRST.plusMonths(5)))
                .withBefore(start(FIRST.plusMonths(29))));
  }

  private static Instant start(YearMonth month) {
    return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  private static void measure(Search search, String kind, IntFunction<Query> queries) {
    for (int page : new int[] {1, 50}) {
      var find = new ArrayList<Double>();
      var both = new ArrayList<Double>();
      long found = 0;
      for (int i = 0; i < QUERIES; i++) {
        var query = queries.apply(i);
        var at = page == 1 ? Optional.of(Page.first(PAGE)) : after(search, query, page - 1);
        if (at.isEmpty()) {
          continue;
        }
        for (boolean warm : new boolean[] {false, true}) {
          long began = System.nanoTime();
          int hits = search.find(query, at.get()).size();
          double found1 = (System.nanoTime() - began) / 1e6;
          search.count(query);
          if (warm) {
            found += hits;
            find.add(found1);
            both.add((System.nanoTime() - began) / 1e6);
          }
        }
      }
      if (both.isEmpty()) {
        ArchiveBench.say("%-20s page %2d: none has so many", kind, page);
      } else {
        ArchiveBench.say(
            "%-20s page %2d: p50 %6.1f ms, p95 %6.1f ms (without the count %.1f, %.1f; %d queries,"
                + " %d hits)",
            kind,
            page,
            at(both, 0.5),
            at(both, 0.95),
            at(find, 0.5),
            at(find, 0.95),
            both.size(),
            found);
      }
    }
  }

  private static double at(List<Double> times, double share) {
    times.sort(null);
    return times.get((int) Math.min(times.size() - 1, times.size() * share));
  }

  /** Where so many pages end; empty if there are not so many. */
  private static Optional<Page> after(Search search, Query query, int pages) {
    var at = Page.first(PAGE);
    int left = pages * PAGE;
    while (left > 0) {
      at = new Page(Math.min(left, Page.LARGEST), at.after());
      left -= at.limit();
      var hits = search.find(query, at);
      if (hits.size() < at.limit()) {
        return Optional.empty();
      }
      at = at.after(hits.get(hits.size() - 1));
    }
    return Optional.of(new Page(PAGE, at.after()));
  }
}
