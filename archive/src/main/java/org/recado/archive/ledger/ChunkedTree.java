package org.recado.archive.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * Inclusion proofs in a large tree, one after another, in memory that grows with a thousandth of
 * it: the roots of stretches of 1024 leaves are kept, and a stretch is read again when a proof
 * needs it. That an aligned stretch is a subtree is what RFC 6962 section 2.1's split at a power of
 * two means.
 */
public final class ChunkedTree {

  private static final int HEIGHT = 10;

  /** Of a stretch. */
  public static final int LEAVES = 1 << HEIGHT;

  private final long size;
  private final List<Hash> roots = new ArrayList<>();
  private final Map<Long, Hash> nodes = new HashMap<>();
  private final LongFunction<List<Hash>> read;
  private long cachedChunk = -1;
  private List<Hash> cached = List.of();

  /**
   * @param leaves all of them, read once
   * @param read the leaves from an index that is a multiple of 1024, up to 1024 of them
   */
  public ChunkedTree(long size, Supplier<Hash> leaves, LongFunction<List<Hash>> read) {
    this.size = size;
    this.read = read;
    for (long from = 0; from < size; from += LEAVES) {
      var range = new CompactRange();
      for (long i = from; i < Math.min(from + LEAVES, size); i++) {
        range.append(leaves.get());
      }
      roots.add(range.root());
    }
  }

  public Hash root() {
    return roots.isEmpty() ? MerkleTree.EMPTY : root(0, roots.size());
  }

  /**
   * The root of the leaves from one index up to, and without, another: a subtree as the split of
   * RFC 6962 section 2.1 makes them.
   */
  public Hash subtree(long from, long to) {
    if (to - from <= LEAVES && from >> HEIGHT == (to - 1) >> HEIGHT) {
      long first = (from >> HEIGHT) << HEIGHT;
      if (from == first && (to == size || to - from == LEAVES)) {
        return roots.get(Math.toIntExact(from >> HEIGHT));
      }
      var leaves = stretch(from >> HEIGHT);
      return MerkleTree.root(leaves.subList((int) (from - first), (int) (to - first)));
    }
    return root(Math.toIntExact(from >> HEIGHT), Math.toIntExact((to + LEAVES - 1) >> HEIGHT));
  }

  private List<Hash> stretch(long chunk) {
    if (chunk != cachedChunk) {
      long from = chunk << HEIGHT;
      cached = read.apply(from);
      cached = cached.subList(0, (int) Math.min(cached.size(), size - from));
      cachedChunk = chunk;
    }
    return cached;
  }

  /** RFC 6962 section 2.1.1, lowest first. */
  public List<Hash> inclusionProof(long index) {
    long chunk = index >> HEIGHT;
    var proof = new ArrayList<>(MerkleTree.inclusionProof(index & (LEAVES - 1), stretch(chunk)));
    above(Math.toIntExact(chunk), 0, roots.size(), proof);
    return proof;
  }

  private void above(int chunk, int from, int to, List<Hash> proof) {
    if (to - from == 1) {
      return;
    }
    int middle = from + Integer.highestOneBit(to - from - 1);
    if (chunk < middle) {
      above(chunk, from, middle, proof);
      proof.add(root(middle, to));
    } else {
      above(chunk, middle, to, proof);
      proof.add(root(from, middle));
    }
  }

  private Hash root(int from, int to) {
    if (to - from == 1) {
      return roots.get(from);
    }
    long name = ((long) from << 32) | to;
    var known = nodes.get(name);
    if (known != null) {
      return known;
    }
    int middle = from + Integer.highestOneBit(to - from - 1);
    var made = MerkleTree.node(root(from, middle), root(middle, to));
    nodes.put(name, made);
    return made;
  }
}
