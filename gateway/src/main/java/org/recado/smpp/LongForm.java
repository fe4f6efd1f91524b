package org.recado.smpp;

/** How a text of more than one segment is carried. */
public enum LongForm {
  /** A user data header with an 8-bit reference in each part: every telephone understands it. */
  UDH_8,
  /** The same with a 16-bit reference, which costs each part a character. */
  UDH_16,
  /**
   * {@code sar_msg_ref_num} and its siblings, SMPP 3.4 section 5.3.2.22: the SMSC makes the header.
   */
  SAR,
  /** The whole text in one {@code message_payload}, section 5.3.2.32: the SMSC cuts it. */
  PAYLOAD;

  static LongForm of(ReferenceSize size) {
    return size == ReferenceSize.BITS_8 ? UDH_8 : UDH_16;
  }

  /** The header each part has on the air, whoever makes it. */
  ReferenceSize referenceSize() {
    return this == UDH_16 ? ReferenceSize.BITS_16 : ReferenceSize.BITS_8;
  }

  /** Whether we write that header. */
  boolean inHeader() {
    return this == UDH_8 || this == UDH_16;
  }
}
