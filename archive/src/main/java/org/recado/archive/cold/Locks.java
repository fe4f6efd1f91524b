package org.recado.archive.cold;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.recado.archive.disposition.Retentions;
import org.recado.archive.hold.Hold;
import org.recado.archive.hold.HoldScope;
import org.recado.archive.hold.Holds;
import org.recado.archive.search.Search;
import org.recado.archive.search.SearchTable;
import org.recado.archive.store.ObjectStore;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Tells the store what the archive knows of time: a segment is held there while a hold covers
 * anything in it, locked for as long as anything in it was lengthened to, and never about to run
 * out while anything in it can be read. Too much rather than too little: what may be destroyed is
 * decided by the keys, not here.
 */
public final class Locks {

  private static final String BLOCKED =
      """
      select distinct p.segment_id from disposition.blocked_content b
        join cold.place p on p.record_id = b.record_id
      """;

  private final JdbcTemplate jdbc;
  private final Supplier<ObjectStore> store;
  private final Holds holds;
  private final Retentions retentions;
  private final ColdSettings settings;
  private final Clock clock;

  /** How many segments got a hold, lost it, and were locked for longer. */
  public record Changes(int held, int freed, int lengthened) {

    public boolean any() {
      return held + freed + lengthened > 0;
    }
  }

  /**
   * @param store asked only if there is a segment
   */
  public Locks(
      JdbcTemplate jdbc,
      Supplier<ObjectStore> store,
      Holds holds,
      Retentions retentions,
      ColdSettings settings,
      Clock clock) {
    this.jdbc = jdbc;
    this.store = store;
    this.holds = holds;
    this.retentions = retentions;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Brings every segment's lock and hold to what they should be. May be called at any time, and
   * again after it failed.
   *
   * @throws org.recado.archive.store.ObjectStoreException if the store does not answer
   */
  public Changes mirror() {
    var segments =
        jdbc.query(
            Segment.COLUMNS + "where s.state = 'sealed' order by s.id",
            (row, number) -> Segment.of(row));
    if (segments.isEmpty()) {
      return new Changes(0, 0, 0);
    }
    // while the index is behind it may not know what a hold covers
    boolean sure = new Search(jdbc).behind() == 0;
    var held = held(segments);
    var longer = lengthened();
    int put = 0;
    int taken = 0;
    int lengthened = 0;
    for (var segment : segments) {
      boolean hold = held.contains(segment.id()) || (!sure && segment.held());
      var until = until(segment, longer.getOrDefault(segment.id(), Instant.EPOCH));
      if (until.isAfter(segment.lockedUntil())) {
        store.get().extend(segment.object(), until);
        lengthened++;
      }
      if (hold != segment.held()) {
        store.get().hold(segment.object(), hold);
        if (hold) {
          put++;
        } else {
          taken++;
        }
      }
      if (hold != segment.held() || until.isAfter(segment.lockedUntil())) {
        jdbc.query(
            "select cold.locked(?, ?, ?)", row -> {}, segment.id(), Timestamp.from(until), hold);
      }
    }
    return new Changes(put, taken, lengthened);
  }

  private Instant until(Segment segment, Instant longer) {
    var until =
        longer.isAfter(segment.lockedUntil())
            ? longer.plusSeconds(1).truncatedTo(ChronoUnit.SECONDS)
            : segment.lockedUntil();
    var now = clock.instant();
    if (until.isBefore(now.plus(settings.ahead())) && isReadable(segment)) {
      // a turn more, so that it is not lengthened every day
      Duration turn = settings.ahead().multipliedBy(2);
      return now.plus(turn).truncatedTo(ChronoUnit.SECONDS);
    }
    return until;
  }

  private boolean isReadable(Segment segment) {
    return Boolean.TRUE.equals(
        jdbc.queryForObject("select cold.is_readable(?)", Boolean.class, segment.id()));
  }

  private Set<UUID> held(List<Segment> segments) {
    var held = new HashSet<UUID>();
    var inForce = holds.list().stream().filter(Hold::inForce).map(Hold::scope).toList();
    inForce.forEach(scope -> held.addAll(segmentsOf(scope)));
    if (!inForce.isEmpty()) {
      // nobody may look into what is blocked: it may be what the hold is over
      held.addAll(jdbc.queryForList(BLOCKED, UUID.class));
    }
    if (inForce.stream().anyMatch(scope -> scope.message().isEmpty())) {
      segments.stream().filter(s -> !s.indexed()).map(Segment::id).forEach(held::add);
    }
    return held;
  }

  private Map<UUID, Instant> lengthened() {
    var longest = new HashMap<UUID, Instant>();
    for (var longer : retentions.lengthened()) {
      for (UUID segment : segmentsOf(longer.scope())) {
        longest.merge(segment, longer.until(), (a, b) -> a.isAfter(b) ? a : b);
      }
    }
    return longest;
  }

  private List<UUID> segmentsOf(HoldScope scope) {
    var where = scope.inIndex("e");
    return jdbc.queryForList(
        """
        with covered as (
          select e.message_id, e.submission from %s e where %s
        ), family as (
          select message_id as id from covered
          union
          select submission::uuid from covered where submission ~ '^[0-9a-f-]{36}$'
          union
          select ?::uuid
        )
        select distinct p.segment_id
        from family f
          join archive.record r on r.message_id = f.id
          join archive.content c on c.record_id = r.id
          join cold.place p on p.record_id = r.id
        """
            .formatted(SearchTable.current(jdbc), where.sql()),
        UUID.class,
        where.with(scope.message().map(id -> id.value()).orElse(new UUID(0, 0))));
  }
}
