package org.recado.directory;

import java.time.Instant;
import java.util.List;

/**
 * What a run came to. Differences and problems name people: for the operator who asked, not for
 * logs; {@link #summary} is for those.
 *
 * @param people in the source, as read; 0 if it could not be read. So too groups and contacts
 * @param differences what was written, or would have been
 * @param problems entries that could not be used as they are
 * @param message what happened, and what to do about it
 */
public record SyncReport(
    String source,
    Outcome outcome,
    Instant startedAt,
    Instant finishedAt,
    int people,
    int groups,
    int contacts,
    List<Difference> differences,
    List<Problem> problems,
    String message) {

  /** How a run ended. */
  public enum Outcome {
    /** The snapshot is as the source is. */
    APPLIED,
    /** It already was. */
    UNCHANGED,
    /** A dry run: nothing was written. */
    COMPARED,
    /** The run would have taken away too much; nothing was written. */
    STOPPED,
    /** The source could not be read to its end; nothing was written. */
    FAILED,
    /** Another run of this source was under way, here or on another node. */
    BUSY
  }

  /** What became of somebody. */
  public enum Change {
    ADDED,
    CHANGED,
    DISABLED,
    ENABLED,
    REMOVED,
    RETURNED
  }

  /** Of what kind they are. */
  public enum Kind {
    PERSON,
    GROUP,
    CONTACT
  }

  /**
   * One difference between source and snapshot.
   *
   * @param detail what changed, empty if {@code change} says it all
   */
  public record Difference(Kind kind, Change change, String id, String name, String detail) {}

  /**
   * An entry that could not be used as it is.
   *
   * @param entry its DN
   * @param sentence why, without any number
   */
  public record Problem(String entry, String sentence) {}

  /** One line without names, for logs. */
  public String summary() {
    return "directory sync of %s: %s, %d people, %d groups, %d contacts, %d differences, %d problems; %s"
        .formatted(
            source,
            outcome,
            people,
            groups,
            contacts,
            differences.size(),
            problems.size(),
            message);
  }

  @Override
  public String toString() {
    return summary();
  }
}
