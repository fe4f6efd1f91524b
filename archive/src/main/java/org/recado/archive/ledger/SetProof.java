package org.recado.archive.ledger;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * Proves that many leaves are in one tree: the roots of the largest subtrees without any of them,
 * from left to right. Whoever has the leaves and these computes the root.
 */
public final class SetProof {

  /** The root of the leaves from one index up to, and without, another. */
  public interface Subtrees {
    Hash root(long from, long to);
  }

  private SetProof() {}

  /**
   * @param size of the tree
   * @param leaves indexes below it, at least one
   */
  public static List<Hash> of(long size, SortedSet<Long> leaves, Subtrees subtrees) {
    var proof = new ArrayList<Hash>();
    prove(0, size, leaves, subtrees, proof);
    return proof;
  }

  private static void prove(
      long from, long to, SortedSet<Long> leaves, Subtrees subtrees, List<Hash> proof) {
    if (leaves.isEmpty()) {
      proof.add(subtrees.root(from, to));
    } else if (to - from > 1) {
      long middle = middle(from, to);
      prove(from, middle, leaves.headSet(middle), subtrees, proof);
      prove(middle, to, leaves.tailSet(middle), subtrees, proof);
    }
  }

  /**
   * @param leaves leaf hashes by their index
   * @throws IllegalArgumentException with what is wrong, to follow "its proof"
   */
  public static Hash root(long size, SortedMap<Long, Hash> leaves, List<Hash> proof) {
    if (leaves.isEmpty() || leaves.firstKey() < 0 || leaves.lastKey() >= size) {
      throw new IllegalArgumentException("is for leaves outside the tree");
    }
    var rest = Collections.unmodifiableList(proof).iterator();
    Hash root = root(0, size, leaves, rest);
    if (rest.hasNext()) {
      throw new IllegalArgumentException("is too long");
    }
    return root;
  }

  private static Hash root(long from, long to, SortedMap<Long, Hash> leaves, Iterator<Hash> proof) {
    if (leaves.isEmpty()) {
      if (!proof.hasNext()) {
        throw new IllegalArgumentException("is too short");
      }
      return proof.next();
    }
    if (to - from == 1) {
      return leaves.values().iterator().next();
    }
    long middle = middle(from, to);
    return MerkleTree.node(
        root(from, middle, leaves.headMap(middle), proof),
        root(middle, to, leaves.tailMap(middle), proof));
  }

  private static long middle(long from, long to) {
    return from + Long.highestOneBit(to - from - 1);
  }
}
