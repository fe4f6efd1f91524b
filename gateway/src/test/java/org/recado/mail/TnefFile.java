package org.recado.mail;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes {@code winmail.dat} as Outlook does, MS-OXTNEF section 2.1, as far as a body needs it. */
final class TnefFile {

  private static final int PT_LONG = 0x0003;
  private static final int PT_UNICODE = 0x001F;
  private static final int PT_BINARY = 0x0102;

  private final ByteArrayOutputStream attributes = new ByteArrayOutputStream();
  private final ByteArrayOutputStream properties = new ByteArrayOutputStream();
  private int propertyCount;

  TnefFile messageClass(String name) {
    return attribute(1, 0x00078008, (name + "\0").getBytes(StandardCharsets.US_ASCII));
  }

  /** attBody: text in the code page of whoever wrote it. */
  TnefFile body(byte[] octets) {
    return attribute(1, 0x0002800C, octets);
  }

  TnefFile unicodeBody(String text) {
    return property(0x1000, PT_UNICODE, (text + "\0").getBytes(StandardCharsets.UTF_16LE));
  }

  TnefFile html(byte[] octets, int codePage) {
    property(0x1013, PT_BINARY, octets);
    propertyCount++;
    properties.writeBytes(little(8).putInt(0x3FDE << 16 | PT_LONG).putInt(codePage).array());
    return this;
  }

  /** PR_RTF_COMPRESSED, MS-OXRTFCP section 2.1, every octet a literal. */
  TnefFile rtf(String rtf) {
    byte[] plain = rtf.getBytes(StandardCharsets.ISO_8859_1);
    var packed = new ByteArrayOutputStream();
    for (int i = 0; i < plain.length; i += 8) {
      packed.write(0);
      packed.write(plain, i, Math.min(8, plain.length - i));
    }
    byte[] octets = packed.toByteArray();
    var all = new ByteArrayOutputStream();
    all.writeBytes(
        little(16)
            .putInt(octets.length + 12)
            .putInt(plain.length)
            .putInt(0x75465A4C)
            .putInt(0)
            .array());
    all.writeBytes(octets);
    return property(0x1009, PT_BINARY, all.toByteArray());
  }

  /** A file that follows the message, as octets of no meaning. */
  TnefFile attachment(int size) {
    return attribute(2, 0x0006800F, new byte[size]);
  }

  byte[] octets() {
    var all = new ByteArrayOutputStream();
    all.writeBytes(little(6).putInt(0x223E9F78).putShort((short) 1).array());
    if (propertyCount > 0) {
      var data = new ByteArrayOutputStream();
      data.writeBytes(little(4).putInt(propertyCount).array());
      data.writeBytes(properties.toByteArray());
      all.writeBytes(new TnefFile().attribute(1, 0x00069003, data.toByteArray()).attributes());
    }
    all.writeBytes(attributes());
    return all.toByteArray();
  }

  private byte[] attributes() {
    return attributes.toByteArray();
  }

  private TnefFile attribute(int level, int id, byte[] data) {
    int sum = 0;
    for (byte octet : data) {
      sum += octet & 0xff;
    }
    attributes.write(level);
    attributes.writeBytes(little(8).putInt(id).putInt(data.length).array());
    attributes.writeBytes(data);
    attributes.writeBytes(little(2).putShort((short) sum).array());
    return this;
  }

  private TnefFile property(int id, int type, byte[] value) {
    propertyCount++;
    int padded = (value.length + 3) / 4 * 4;
    properties.writeBytes(
        little(12 + padded)
            .putInt(id << 16 | type)
            .putInt(1)
            .putInt(value.length)
            .put(value)
            .array());
    return this;
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
