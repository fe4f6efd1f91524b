package org.recado.archive.ledger;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

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
    return inclusionProofs(leaves.iterator(), leaves.size(), new TreeSet<>(List.of(index)))
        .getOrDefault(index, List.of());
  }

  /**
   * The proofs of many leaves in one pass, without holding the leaves.
   *
   * @param leaves at least {@code size} of them, from the first on
   * @param wanted indexes below {@code size}
   */
  public static SortedMap<Long, List<Hash>> inclusionProofs(
      Iterator<Hash> leaves, long size, SortedSet<Long> wanted) {
    var proofs = new TreeMap<Long, List<Hash>>();
    wanted.forEach(index -> proofs.put(index, new ArrayList<>()));
    if (!proofs.isEmpty() && (proofs.firstKey() < 0 || proofs.lastKey() >= size)) {
      throw new IllegalArgumentException("a proof was asked for a leaf outside the tree");
    }
    if (size > 0) {
      walk(leaves, 0, size, proofs);
    }
    return proofs;
  }

  private static Hash walk(
      Iterator<Hash> leaves, long from, long to, SortedMap<Long, List<Hash>> proofs) {
    if (to - from == 1) {
      return leaves.next();
    }
    if (proofs.isEmpty()) {
      var range = new CompactRange();
      for (long i = from; i < to; i++) {
        range.append(leaves.next());
      }
      return range.root();
    }
    long middle = from + split(to - from);
    var leftProofs = proofs.headMap(middle);
    var rightProofs = proofs.tailMap(middle);
    Hash left = walk(leaves, from, middle, leftProofs);
    Hash right = walk(leaves, middle, to, rightProofs);
    leftProofs.values().forEach(proof -> proof.add(right));
    rightProofs.values().forEach(proof -> proof.add(left));
    return node(left, right);
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

  /**
   * RFC 6962 section 2.1.2: shows that the tree of the first {@code first} leaves is the beginning
   * of this one.
   *
   * @param first between 1 and the number of leaves
   */
  public static List<Hash> consistencyProof(long first, List<Hash> leaves) {
    if (first < 1 || first > leaves.size()) {
      throw new IllegalArgumentException("the older tree is not within the newer one");
    }
    var proof = new ArrayList<Hash>();
    subproof(Math.toIntExact(first), leaves, true, proof);
    return proof;
  }

  private static void subproof(int m, List<Hash> leaves, boolean whole, List<Hash> proof) {
    int n = leaves.size();
    if (m == n) {
      if (!whole) {
        proof.add(root(leaves));
      }
      return;
    }
    int k = Math.toIntExact(split(n));
    if (m <= k) {
      subproof(m, leaves.subList(0, k), whole, proof);
      proof.add(root(leaves.subList(k, n)));
    } else {
      subproof(m - k, leaves.subList(k, n), false, proof);
      proof.add(root(leaves.subList(0, k)));
    }
  }

  /** RFC 9162 section 2.1.4.2. */
  public static boolean consistent(
      long first, long second, List<Hash> proof, Hash firstRoot, Hash secondRoot) {
    if (first == second) {
      return proof.isEmpty() && firstRoot.equals(secondRoot);
    }
    if (first < 1 || first > second || proof.isEmpty()) {
      return false;
    }
    var path = new ArrayList<>(proof);
    if (Long.bitCount(first) == 1) {
      path.add(0, firstRoot);
    }
    long fn = first - 1;
    long sn = second - 1;
    while ((fn & 1) == 1) {
      fn >>= 1;
      sn >>= 1;
    }
    Hash fr = path.get(0);
    Hash sr = path.get(0);
    for (Hash c : path.subList(1, path.size())) {
      if (sn == 0) {
        return false;
      }
      if ((fn & 1) == 1 || fn == sn) {
        fr = node(c, fr);
        sr = node(c, sr);
        while ((fn & 1) == 0 && fn != 0) {
          fn >>= 1;
          sn >>= 1;
        }
      } else {
        sr = node(sr, c);
      }
      fn >>= 1;
      sn >>= 1;
    }
    return sn == 0 && fr.equals(firstRoot) && sr.equals(secondRoot);
  }

  /** The largest power of two below {@code n}, for {@code n} above 1. */
  private static long split(long n) {
    return Long.highestOneBit(n - 1);
  }
}
