package org.recado.status;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;

/**
 * Up to where a list was read. To clients it is opaque: 24 octets in base64url.
 *
 * @param position of the last change that was read; 0 before the first
 * @param sms the text that change was of: another one there means that the order was lost, with the
 *     database restored from an older copy
 */
record Cursor(long position, UUID sms) {

  private static final int OCTETS = 24;

  static final Cursor START = new Cursor(0, new UUID(0, 0));

  /**
   * @throws Refusal if the text is none of ours
   */
  static Cursor of(String text) {
    try {
      var octets = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
      if (octets.remaining() == OCTETS) {
        var cursor = new Cursor(octets.getLong(), new UUID(octets.getLong(), octets.getLong()));
        if (cursor.position() >= 0 && cursor.text().equals(text)) {
          return cursor;
        }
      }
    } catch (IllegalArgumentException e) {
      // told below
    }
    throw Refusal.bad("cursor: give one that an earlier answer gave, unchanged, or none");
  }

  String text() {
    var octets =
        ByteBuffer.allocate(OCTETS)
            .putLong(position)
            .putLong(sms.getMostSignificantBits())
            .putLong(sms.getLeastSignificantBits());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(octets.array());
  }
}
