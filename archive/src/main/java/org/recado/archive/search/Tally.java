package org.recado.archive.search;

import java.sql.SQLException;
import java.util.List;
import org.recado.archive.search.Count.Kind;
import org.recado.archive.search.Generation.Partition;

/**
 * About how many messages a query finds. What is common shows in a sample taken all over its time;
 * what is not is counted by the index, from the newest back until there are enough to reckon with.
 */
final class Tally {

  private static final int PLACES = 8;
  private static final int AT_EACH = 250;

  /** As many as that are looked at one by one. */
  private static final int FEW = PLACES * AT_EACH;

  /** That many in a sample make a guess with a standard error of a fifth. */
  private static final int ENOUGH_SAMPLED = 25;

  /** That many counted, one of a tenth, where months are alike. */
  private static final int ENOUGH_COUNTED = 100;

  private final View view;
  private final Where where;
  private final List<Partition> partitions;
  private final double all;

  Tally(View view) {
    this.view = view;
    this.where = view.where();
    this.partitions = view.partitions();
    this.all = partitions.stream().mapToDouble(view::messages).sum();
  }

  Count count() throws SQLException {
    if (partitions.isEmpty()) {
      return new Count(0, Kind.EXACT);
    }
    if (all <= FEW || where.isSelective()) {
      return new Count(countAll(partitions), Kind.EXACT);
    }
    if (where.isEmpty()) {
      return Count.about(Kind.ABOUT, all);
    }
    var sample = sample();
    if (sample.fitting >= ENOUGH_SAMPLED) {
      return Count.about(Kind.ABOUT, all * sample.fitting / sample.looked);
    }
    if (where.isIndexed()) {
      return byIndex();
    }
    return sample.fitting > 0
        ? Count.about(Kind.ABOUT, all * sample.fitting / sample.looked)
        // what none of n shows is, in 95 of 100 cases, rarer than 3/n
        : Count.about(Kind.AT_MOST, all * 3 / Math.max(sample.looked, 1));
  }

  private Count byIndex() throws SQLException {
    view.planOnce();
    long counted = 0;
    double covered = 0;
    for (int next = 0, many = 1; next < partitions.size(); many *= 2) {
      var months = partitions.subList(next, Math.min(partitions.size(), next + many));
      counted += countAll(months);
      covered += months.stream().mapToDouble(view::messages).sum();
      next += months.size();
      if (counted >= ENOUGH_COUNTED && next < partitions.size()) {
        return Count.about(Kind.ABOUT, counted * all / Math.max(covered, 1));
      }
    }
    return new Count(counted, Kind.EXACT);
  }

  private long countAll(List<Partition> months) throws SQLException {
    try (var statement = view.prepare(view.fitting("select count(*) from ", months));
        var row = statement.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  /**
   * Some messages at even distances, so that what is said at Christmas alone counts as it should.
   */
  private Sample sample() throws SQLException {
    var sql = new Sql();
    for (int i = 0; i < PLACES; i++) {
      sql.add(i == 0 ? "select count(*), coalesce(sum(f), 0) from (" : "union all");
      sql.add("(select (true").add(where.conditions()).add(")::int as f from (");
      add(sql, (i + 0.5) / PLACES * all);
      sql.add("order by at desc limit " + AT_EACH + ") e)");
    }
    try (var statement = view.prepare(sql.add(") s"));
        var row = statement.executeQuery()) {
      row.next();
      return new Sample(row.getLong(1), row.getLong(2));
    }
  }

  /** The rows before the one that has so many newer ones. */
  private void add(Sql sql, double newer) {
    double left = newer;
    for (var partition : partitions) {
      double here = view.messages(partition);
      if (left < here || partition.equals(partitions.get(partitions.size() - 1))) {
        sql.add(view.rows("select * from ", partition));
        sql.add("and at < ?", View.utc(view.at(partition, 1 - Math.min(1, left / here))));
        return;
      }
      left -= here;
    }
  }

  private record Sample(long looked, long fitting) {}
}
