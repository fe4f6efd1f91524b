package org.recado.archive.cold;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The fixed points of docs/archive-format.md section 9. */
final class SegmentFormat {

  static final String NAME = "recado-segment/1";
  static final byte[] MAGIC = (NAME + "\n").getBytes(StandardCharsets.US_ASCII);

  /** Where index, head and note begin: three big-endian numbers of eight octets. */
  static final int TRAILER = 24;

  private SegmentFormat() {}

  /** What the ledger's key signs. */
  static String noteText(String origin, String id, long records, String sha256) {
    return origin
        + "\nrecado segment\nid "
        + id
        + "\nrecords "
        + records
        + "\nsha256 "
        + sha256
        + "\n";
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
