package org.recado.smpp;

/**
 * Which part of which longer message a {@code deliver_sm} is. Parts belong together when source,
 * destination, reference, its size and total agree.
 *
 * @param reference 0 to 255, or to 65535 when {@code size} says so
 * @param total 1 to 255
 * @param part 1 to {@code total}
 * @param size how wide the reference is; the SAR parameters carry 16 bits
 */
public record Concatenation(int reference, int total, int part, ReferenceSize size) {

  /** Whether the numbers make sense; what does not is read as a message of its own. */
  static boolean valid(int total, int part) {
    return total >= 1 && total <= 255 && part >= 1 && part <= total;
  }
}
