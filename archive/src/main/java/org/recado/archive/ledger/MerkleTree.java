package org.recado.archive.ledger;

import java.util.ArrayList;
import java.util.List;

/** The Merkle hash tree of RFC 6962 section 2.1 (the same in RFC 9162), with SHA-256. */
public final class MerkleTree {

  private static final byte[] LEAF = {0};
  private static final byte[] NODE = {1};

  /** The root of the tree without leaves. */
  public static final Hash EMPTY = Hash.sha256();

  private MerkleTree() {}

  /** RFC 6962 section 2.1: SHA-256(0x00 ‖ entry). */
  public static Hash leaf(byte[] entry) {
    return Hash.sha256(LEAF, entry);
  }

  static Hash node(Hash left, Hash right) {
    return Hash.sha256(NODE, left.octets(), right.octets());
  }

  public static Hash root(List<Hash> leaves) {
    var range = new CompactRange();
    leaves.forEach(range::append);
    return range.root();
  }

  /**
   * RFC 6962 section 2.1.1: the hashes that lead from one leaf to the root.
   *
   * @param index of the leaf, from 0
   */
  public static List<Hash> inclusionProof(long index, List<Hash> leaves) {
    if (index < 0 || index >= leaves.size()) {
      throw new IllegalArgumentException("a proof was asked for a leaf outside the tree");
    }
    var proof = new ArrayList<Hash>();
    path(Math.toIntExact(index), leaves, proof);
    return proof;
  }

  private static void path(int index, List<Hash> leaves, List<Hash> proof) {
    int n = leaves.size();
    if (n == 1) {
      return;
    }
    int k = Math.toIntExact(split(n));
    if (index < k) {
      path(index, leaves.subList(0, k), proof);
      proof.add(root(leaves.subList(k, n)));
    } else {
      path(index - k, leaves.subList(k, n), proof);
      proof.add(root(leaves.subList(0, k)));
    }
  }

  /** RFC 9162 section 2.1.3.2. */
  public static boolean includes(Hash leaf, long index, long size, List<Hash> proof, Hash root) {
    if (index < 0 || index >= size) {
      return false;
    }
    long fn = index;
    long sn = size - 1;
    Hash r = leaf;
    for (Hash p : proof) {
      if (sn == 0) {
        return false;
      }
      if ((fn & 1) == 1 || fn == sn) {
        r = node(p, r);
        while ((fn & 1) == 0 && fn != 0) {
          fn >>= 1;
          sn >>= 1;
        }
      } else {
        r = node(r, p);
      }
      fn >>= 1;
      sn >>= 1;
    }
    return sn == 0 && r.equals(root);
  }

  /** The largest power of two below {@code n}, for {@code n} above 1. */
  private static long split(long n) {
    return Long.highestOneBit(n - 1);
  }
}
