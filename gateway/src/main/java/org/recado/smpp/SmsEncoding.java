package org.recado.smpp;

/**
 * How a text is written into {@code short_message}: 140 octets on air, less the user data header of
 * a part (3GPP TS 23.040 section 9.2.3.24.1).
 */
public enum SmsEncoding {
  /** {@code data_coding} 0; counted in septets. */
  GSM_7("GSM-7", 0, 160, 153, 152),
  /** {@code data_coding} 8, big endian; counted in UTF-16 units. */
  UCS_2("UCS-2", 8, 70, 67, 66);

  private final String label;
  private final int dataCoding;
  private final int alone;
  private final int withShortReference;
  private final int withLongReference;

  SmsEncoding(
      String label, int dataCoding, int alone, int withShortReference, int withLongReference) {
    this.label = label;
    this.dataCoding = dataCoding;
    this.alone = alone;
    this.withShortReference = withShortReference;
    this.withLongReference = withLongReference;
  }

  /** SMPP 3.4 section 5.2.19. */
  public int dataCoding() {
    return dataCoding;
  }

  /** Units in a message of one segment. */
  int alone() {
    return alone;
  }

  /** Units in each part of a longer one. */
  int part(ReferenceSize reference) {
    return reference == ReferenceSize.BITS_8 ? withShortReference : withLongReference;
  }

  int units(String text) {
    return this == GSM_7 ? Gsm0338.septets(text) : text.length();
  }

  Octets encode(String text) {
    return this == GSM_7 ? Gsm0338.encode(text) : Ucs2.encode(text);
  }

  /** As people and {@code explain} write it: {@code GSM-7}, {@code UCS-2}. */
  @Override
  public String toString() {
    return label;
  }
}
