package org.recado.archive.record;

import java.nio.charset.StandardCharsets;

/** A named piece of a record's content: the mail, the text, a PDU. */
public final class Part {

  private final String name;
  private final String mediaType;
  private final byte[] bytes;

  public Part(String name, String mediaType, byte[] bytes) {
    this.name = name;
    this.mediaType = mediaType;
    this.bytes = bytes;
  }

  public String name() {
    return name;
  }

  public String mediaType() {
    return mediaType;
  }

  /** The bytes themselves, not a copy: do not change them. */
  public byte[] bytes() {
    return bytes;
  }

  public String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return name + " (" + mediaType + ", " + bytes.length + " octets)";
  }
}
