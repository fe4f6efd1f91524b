package org.recado.archive.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which key signed which checkpoints. A key is replaced by a note that the old and the new key both
 * sign, so whoever trusts one of them can follow to every other.
 */
public final class KeyHistory {

  private static final Pattern TEXT =
      Pattern.compile(
          "([^\\n]+)\\nrecado key hand-over\\nfrom size (0|[1-9][0-9]{0,17})\\nold ([^\\n]+)\\nnew"
              + " ([^\\n]+)\\nsigned ([0-9T:.Z-]+)\\n");

  private final List<Handover> handovers;
  private final VerifierKey first;

  /**
   * One replacement.
   *
   * @param fromSize the tree's size then; checkpoints above it are the new key's
   */
  public record Handover(long fromSize, VerifierKey old, VerifierKey next) {

    static String text(SigningKey old, SigningKey next, long fromSize, String at) {
      return old.verifierKey().name()
          + "\nrecado key hand-over\nfrom size "
          + fromSize
          + "\nold "
          + old.verifierKey()
          + "\nnew "
          + next.verifierKey()
          + "\nsigned "
          + at
          + "\n";
    }

    /**
     * @throws IllegalArgumentException with what is wrong, to follow "the hand-over"
     */
    public static Handover open(String note) {
      int end = note.lastIndexOf("\n\n");
      var fields = TEXT.matcher(end < 0 ? "" : note.substring(0, end + 1));
      if (!fields.matches()) {
        throw new IllegalArgumentException("is not a hand-over");
      }
      var handover =
          new Handover(
              Long.parseLong(fields.group(2)),
              VerifierKey.parse(fields.group(3)),
              VerifierKey.parse(fields.group(4)));
      for (var key : List.of(handover.old, handover.next)) {
        if (!key.name().equals(fields.group(1)) || !Checkpoint.isSigned(note, key)) {
          throw new IllegalArgumentException("is not signed by key " + key.idHex());
        }
      }
      return handover;
    }
  }

  private KeyHistory(VerifierKey first, List<Handover> handovers) {
    this.first = first;
    this.handovers = List.copyOf(handovers);
  }

  /** There was never another key. */
  public static KeyHistory of(VerifierKey only) {
    return new KeyHistory(only, List.of());
  }

  /**
   * @param trusted any of the keys there ever were
   * @param handovers all of them, the oldest first
   * @throws IllegalArgumentException with what is wrong, to follow "the hand-over"
   */
  public static KeyHistory of(VerifierKey trusted, List<Handover> handovers) {
    if (handovers.isEmpty()) {
      return of(trusted);
    }
    List<VerifierKey> keys = new ArrayList<>();
    keys.add(handovers.get(0).old());
    for (var handover : handovers) {
      if (!handover.old().equals(keys.get(keys.size() - 1))) {
        throw new IllegalArgumentException(
            "from size " + handover.fromSize() + " does not follow the one before");
      }
      keys.add(handover.next());
    }
    if (!keys.contains(trusted)) {
      throw new IllegalArgumentException("leads to no key " + trusted.idHex());
    }
    return new KeyHistory(keys.get(0), handovers);
  }

  /** Who signs a checkpoint of that size. */
  public VerifierKey at(long size) {
    var key = first;
    for (var handover : handovers) {
      if (size > handover.fromSize()) {
        key = handover.next();
      }
    }
    return key;
  }

  /** Who signs now. */
  public VerifierKey newest() {
    return handovers.isEmpty() ? first : handovers.get(handovers.size() - 1).next();
  }
}
