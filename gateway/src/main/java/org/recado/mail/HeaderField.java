package org.recado.mail;

/** One header field, RFC 5322 section 2.2: unfolded, its value trimmed and not yet decoded. */
public record HeaderField(String name, String value) {

  /** The name alone: values hold addresses and subjects. */
  @Override
  public String toString() {
    return name;
  }
}
