package org.recado.archive.ledger;

import java.util.ArrayList;
import java.util.List;

/**
 * A tree that only grows, as the roots of its complete subtrees, the largest first: one for each
 * bit set in its size. Enough to add leaves and to know the root, in some kilobytes for any size.
 */
public final class CompactRange {

  private final List<Hash> roots;
  private long size;

  public CompactRange() {
    this.roots = new ArrayList<>();
  }

  private CompactRange(long size, List<Hash> roots) {
    this.size = size;
    this.roots = roots;
  }

  /**
   * @param frontier what {@link #frontier} wrote
   * @throws IllegalArgumentException if it does not fit the size
   */
  public static CompactRange of(long size, byte[] frontier) {
    if (frontier.length != Hash.OCTETS * Long.bitCount(size)) {
      throw new IllegalArgumentException("the frontier does not fit a tree of " + size + " leaves");
    }
    var roots = new ArrayList<Hash>();
    for (int at = 0; at < frontier.length; at += Hash.OCTETS) {
      roots.add(Hash.of(frontier, at, at + Hash.OCTETS));
    }
    return new CompactRange(size, roots);
  }

  public void append(Hash leaf) {
    Hash subtree = leaf;
    // two complete subtrees of one height become one, as carrying does in binary
    for (long carry = size; (carry & 1) == 1; carry >>= 1) {
      subtree = MerkleTree.node(roots.remove(roots.size() - 1), subtree);
    }
    roots.add(subtree);
    size++;
  }

  public long size() {
    return size;
  }

  public Hash root() {
    if (roots.isEmpty()) {
      return MerkleTree.EMPTY;
    }
    Hash root = roots.get(roots.size() - 1);
    for (int i = roots.size() - 2; i >= 0; i--) {
      root = MerkleTree.node(roots.get(i), root);
    }
    return root;
  }

  public byte[] frontier() {
    byte[] frontier = new byte[roots.size() * Hash.OCTETS];
    for (int i = 0; i < roots.size(); i++) {
      System.arraycopy(roots.get(i).octets(), 0, frontier, i * Hash.OCTETS, Hash.OCTETS);
    }
    return frontier;
  }
}
