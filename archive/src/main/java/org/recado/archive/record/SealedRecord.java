package org.recado.archive.record;

/** A record ready for its rows. */
final class SealedRecord {

  final Leaf leaf;
  final byte[] sealed;
  final byte[] wrappedKey;

  SealedRecord(Leaf leaf, byte[] sealed, byte[] wrappedKey) {
    this.leaf = leaf;
    this.sealed = sealed;
    this.wrappedKey = wrappedKey;
  }
}
