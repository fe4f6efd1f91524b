package org.recado.smpp;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Bytes as a value: cannot change, equal by content. {@link #toString} tells only how many, {@link
 * #hex} what.
 */
public final class Octets {

  public static final Octets NONE = new Octets(new byte[0]);

  private final byte[] bytes;

  private Octets(byte[] bytes) {
    this.bytes = bytes;
  }

  public static Octets of(byte... bytes) {
    return new Octets(bytes.clone());
  }

  /** Of an array nobody else has or will write to: it is not copied. */
  static Octets owning(byte[] bytes) {
    return new Octets(bytes);
  }

  /**
   * @throws IllegalArgumentException if {@code hex} is not an even number of hexadecimal digits
   */
  public static Octets ofHex(String hex) {
    return new Octets(HexFormat.of().parseHex(hex));
  }

  public byte[] toArray() {
    return bytes.clone();
  }

  void writeTo(ByteArrayOutputStream out) {
    out.writeBytes(bytes);
  }

  public int length() {
    return bytes.length;
  }

  public int at(int index) {
    return bytes[index] & 0xff;
  }

  /** The octets as characters of ISO 8859-1. */
  String latin(int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  /** The octets from {@code from} up to but not including {@code to}. */
  public Octets slice(int from, int to) {
    return new Octets(Arrays.copyOfRange(bytes, from, to));
  }

  public Octets plus(Octets more) {
    byte[] joined = Arrays.copyOf(bytes, bytes.length + more.bytes.length);
    System.arraycopy(more.bytes, 0, joined, bytes.length, more.bytes.length);
    return new Octets(joined);
  }

  public String hex() {
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Octets that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return bytes.length + " octets";
  }
}
