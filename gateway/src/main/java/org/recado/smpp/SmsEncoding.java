package org.recado.smpp;

/** How a text is written into {@code short_message}: SMPP 3.4 section 5.2.19. */
public enum SmsEncoding {
  /** {@code data_coding} 0; counted in septets. */
  GSM_7("GSM-7", 0),
  /** {@code data_coding} 3; counted in octets. */
  LATIN_1("Latin-1", 3),
  /** {@code data_coding} 8, big endian; counted in UTF-16 units. */
  UCS_2("UCS-2", 8);

  private final String label;
  private final int dataCoding;

  SmsEncoding(String label, int dataCoding) {
    this.label = label;
    this.dataCoding = dataCoding;
  }

  /** SMPP 3.4 section 5.2.19. */
  public int dataCoding() {
    return dataCoding;
  }

  Octets encode(String text) {
    return Alphabet.of(this).encode(text);
  }

  /** As people and {@code explain} write it: {@code GSM-7}, {@code UCS-2}. */
  @Override
  public String toString() {
    return label;
  }
}
