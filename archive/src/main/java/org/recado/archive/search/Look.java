package org.recado.archive.search;

import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.recado.archive.search.Generation.Partition;
import org.recado.archive.search.Page.Place;
import org.recado.message.MessageId;

/**
 * One page of what a query finds, newest first.
 *
 * <p>There are two ways. Walking back in time finds a common word at once and a rare one never; the
 * index of words and keys is the other way round. The database's planner cannot tell them apart (it
 * knows nothing of phrases, or of words that come together), so the newest thousand messages are
 * walked, and how many of them fit decides.
 */
final class Look {

  static final String COLUMNS =
      "select message_id, at, direction, client, number, person, mailbox, team, category, status,"
          + " reference, conversation, submission, text from ";

  private static final String NEWEST_FIRST = "order by at desc, message_id desc";

  /** How many messages are walked before the way is chosen. */
  private static final int FIRST_STEP = 1_000;

  /** More than that at a time does not save anything. */
  private static final int LONGEST_STEP = 20_000;

  /** Below that share of messages that fit, the index is quicker. */
  private static final double RARE = 0.01;

  private final View view;
  private final Where where;
  private final int limit;
  private final List<Hit> found = new ArrayList<>();
  private double walked;

  Look(View view, int limit) {
    this.view = view;
    this.where = view.where();
    this.limit = limit;
  }

  List<Hit> newest(Optional<Place> after) throws SQLException {
    var partitions =
        view.partitions().stream()
            .filter(part -> after.map(place -> !part.from().isAfter(place.at())).orElse(true))
            .toList();
    var place = after;
    int next = 0;
    while (next < partitions.size() && walks() && found.size() < limit) {
      place = walk(partitions.get(next), place);
      if (place.isEmpty()) {
        next++;
      }
    }
    if (next < partitions.size() && found.size() < limit) {
      view.planOnce();
    }
    // by the index, first one month and then twice as many at a time
    for (int many = 1; next < partitions.size() && found.size() < limit; many *= 2) {
      var months = partitions.subList(next, Math.min(partitions.size(), next + many));
      lookUp(months, place);
      next += months.size();
    }
    return found;
  }

  private boolean walks() {
    if (!where.isIndexed()) {
      return true;
    }
    return !where.isSelective() && (walked < FIRST_STEP || found.size() >= RARE * walked);
  }

  /**
   * Walks one step back, or to the end of the page.
   *
   * @return where to go on in the partition; empty at its end
   */
  private Optional<Place> walk(Partition partition, Optional<Place> place) throws SQLException {
    int step = step();
    int wanted = limit - found.size();
    var rows =
        older(view.rows("select * from ", partition), place).add(NEWEST_FIRST + " limit " + step);
    read(
        Sql.of(COLUMNS + "(")
            .add(rows)
            .add(") e where true")
            .add(where.conditions())
            .add("limit " + wanted));
    if (found.size() >= limit) {
      return Optional.empty();
    }
    var last =
        older(view.rows("select at, message_id from ", partition), place)
            .add(NEWEST_FIRST + " offset " + (step - 1) + " limit 1");
    try (var statement = view.prepare(last);
        var row = statement.executeQuery()) {
      if (row.next()) {
        walked += step;
        return Optional.of(
            new Place(
                row.getObject(1, OffsetDateTime.class).toInstant(),
                new MessageId(row.getObject(2, UUID.class))));
      }
      walked += Math.min(step, view.messages(partition));
      return Optional.empty();
    }
  }

  /** As far as the rest of the page should be, by what was found on the way. */
  private int step() {
    if (where.isEmpty()) {
      return limit;
    }
    double share = Math.max(found.size(), 0.5) / Math.max(walked, 1);
    double rest = walked == 0 ? 0 : 1.3 * (limit - found.size()) / share;
    return (int) Math.min(LONGEST_STEP, Math.max(FIRST_STEP, rest));
  }

  private void lookUp(List<Partition> months, Optional<Place> place) throws SQLException {
    // a query of its own, or the planner would walk after all
    read(
        Sql.of("select * from (")
            .add(older(view.fitting(COLUMNS, months), place))
            .add("offset 0) f " + NEWEST_FIRST + " limit ?", limit - found.size()));
  }

  private static Sql older(Sql rows, Optional<Place> place) {
    return place.isEmpty()
        ? rows
        : rows.add(
            "and (at, message_id) < (?, ?)",
            View.utc(place.get().at()),
            place.get().message().value());
  }

  private void read(Sql sql) throws SQLException {
    try (var statement = view.prepare(sql);
        var rows = statement.executeQuery()) {
      while (rows.next()) {
        found.add(Search.hit(rows));
      }
    }
  }
}
