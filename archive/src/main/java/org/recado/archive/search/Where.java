package org.recado.archive.search;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A query as conditions on the rows {@code e} of a generation of the index. Each condition stands
 * by itself; those that an index can answer are given a second time in the index's words.
 */
final class Where {

  private static final String KEYS =
      "archive_index.keys(client, mailbox, person, team, reference, submission)";

  private final Generation generation;
  private final Sql conditions = new Sql();
  private final Sql keys = new Sql();
  private boolean indexed;
  private boolean selective;

  private Where(Generation generation) {
    this.generation = generation;
  }

  /** All of the query but its time. */
  static Where of(Query query, Generation generation) {
    var where = new Where(generation);
    query
        .words()
        .ifPresent(
            words -> {
              // made once for a statement, and not for each row where a plan has no values
              where
                  .indexed()
                  .conditions
                  .add("and words @@ (select")
                  .add(Words.of(words).query())
                  .add(")");
            });
    query.client().ifPresent(where::client);
    query
        .number()
        .map(number -> number.e164())
        .ifPresent(number -> where.and("client = ?", number).threes(number).selective());
    query
        .mailbox()
        .ifPresent(
            mailbox ->
                where
                    .and("lower(mailbox) = lower(?)", mailbox)
                    .key("@> array['m' || lower(?)]", mailbox));
    query
        .team()
        .ifPresent(
            team ->
                where.and("lower(team) = lower(?)", team).key("@> array['t' || lower(?)]", team));
    query
        .reference()
        .ifPresent(
            reference ->
                where
                    .and("reference = ?", reference)
                    .key("@> array['r' || ?]", reference)
                    .selective());
    query.status().ifPresent(status -> where.and("status = ?", status));
    query.direction().ifPresent(direction -> where.and("direction = ?", direction.name()));
    query.category().ifPresent(category -> where.and("category = ?", category));
    query
        .message()
        .ifPresent(
            id ->
                where
                    .and("(message_id = ? or submission = ?)", id.value(), id.toString())
                    .keyOr("message_id = ?", "@> array['s' || ?]", id.value(), id.toString())
                    .selective());
    query
        .onlyOf()
        .ifPresent(
            names ->
                where
                    .and(
                        "(lower(mailbox) = any (?) or person = any (?))",
                        folded(names),
                        names.toArray())
                    .key("&& ?", (Object) of(names, Set.of())));
    query
        .reach()
        .ifPresent(
            reach ->
                where
                    .and(
                        // a mailbox may have been somebody else's before
                        "(person = any (?) or lower(team) = any (?) or lower(mailbox) = any (?)"
                            + " and (person is null or person like 'application:%'))",
                        reach.mailboxesAndPersons().toArray(),
                        folded(reach.teams()),
                        folded(reach.mailboxesAndPersons()))
                    .key("&& ?", (Object) of(reach.mailboxesAndPersons(), reach.teams())));
    if (query.hasReply()) {
      where.and(
          "exists (select from "
              + generation.table()
              + " r where r.conversation = e.conversation and r.direction = 'MO'"
              + " and r.at > e.at)");
    }
    return where;
  }

  /** The query's time as well. */
  static Where withTime(Query query, Generation generation) {
    var where = of(query, generation);
    query.from().ifPresent(from -> where.and("at >= ?", from.atOffset(ZoneOffset.UTC)));
    query.before().ifPresent(before -> where.and("at < ?", before.atOffset(ZoneOffset.UTC)));
    return where;
  }

  private static Object[] folded(Set<String> names) {
    return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toArray();
  }

  private static Object[] of(Set<String> mailboxesAndPersons, Set<String> teams) {
    List<String> all = new ArrayList<>();
    for (String name : mailboxesAndPersons) {
      all.add("m" + name.toLowerCase(Locale.ROOT));
      all.add("p" + name);
    }
    teams.forEach(team -> all.add("t" + team.toLowerCase(Locale.ROOT)));
    return all.toArray();
  }

  /** Any part of a number. */
  private void client(String typed) {
    String digits = typed.replaceAll("[^0-9]", "");
    if (digits.isEmpty()) {
      and("false");
    } else if (generation.isOld()) {
      indexed().and("client_parts @@ (? || ':*')::tsquery", digits);
    } else {
      // a number is written with plus and digits alone
      and("client like ?", "%" + digits + "%");
      if (digits.length() >= 3) {
        threes(digits);
      }
    }
  }

  private Where threes(String digits) {
    return key("@> archive_index.threes(?)", digits);
  }

  Where and(String condition, Object... values) {
    conditions.add("and " + condition, values);
    return this;
  }

  private Where key(String condition, Object... values) {
    if (!generation.isOld()) {
      keys.add("and " + KEYS + " " + condition, values);
    }
    return indexed();
  }

  private Where keyOr(String other, String condition, Object... values) {
    if (!generation.isOld()) {
      keys.add("and (" + other + " or " + KEYS + " " + condition + ")", values);
    }
    return indexed();
  }

  private void selective() {
    selective = true;
  }

  private Where indexed() {
    indexed = true;
    return this;
  }

  /** Whether there is an index that finds just what is looked for. */
  boolean isIndexed() {
    return indexed;
  }

  /** Whether hardly anything can fit, so that walking back in time is no use. */
  boolean isSelective() {
    return selective;
  }

  boolean isEmpty() {
    return conditions.isEmpty();
  }

  /** Each begins with {@code and}. */
  Sql conditions() {
    return conditions;
  }

  /** The same in the words of the index; nothing if it has none of them. */
  Sql keys() {
    return keys;
  }
}
