package org.recado.smpp;

/**
 * What one {@code submit_sm} carries of a text.
 *
 * @param text this segment's characters
 * @param units septets in GSM-7, UTF-16 units in UCS-2, without the user data header
 * @param octets the characters encoded, without the user data header
 */
public record Segment(String text, int units, Octets octets) {

  /** Tells sizes only, never what was written. */
  @Override
  public String toString() {
    return "Segment[" + units + " units]";
  }
}
