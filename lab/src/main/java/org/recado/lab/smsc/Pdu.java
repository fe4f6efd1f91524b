package org.recado.lab.smsc;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** One PDU, header included: SMPP 3.4 section 3.2. */
final class Pdu {

  static final int GENERIC_NACK = 0x8000_0000;
  static final int BIND_RECEIVER = 0x01;
  static final int BIND_TRANSMITTER = 0x02;
  static final int SUBMIT_SM = 0x04;
  static final int DELIVER_SM = 0x05;
  static final int UNBIND = 0x06;
  static final int BIND_TRANSCEIVER = 0x09;
  static final int ENQUIRE_LINK = 0x15;
  static final int RESPONSE = 0x8000_0000;

  static final int ESME_ROK = 0x00;
  static final int ESME_RINVCMDID = 0x03;
  static final int ESME_RINVBNDSTS = 0x04;
  static final int ESME_RINVMSGLEN = 0x01;
  static final int ESME_RBINDFAIL = 0x0d;
  static final int ESME_RINVPASWD = 0x0e;

  private static final int HEADER = 16;
  private static final int LONGEST = 64 * 1024;

  private final ByteBuffer octets;

  private Pdu(byte[] octets) {
    this.octets = ByteBuffer.wrap(octets);
  }

  /**
   * @throws IOException at the end of the stream, or when {@code command_length} cannot be one
   */
  static Pdu read(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < HEADER || length > LONGEST) {
      throw new IOException("a PDU of " + length + " octets");
    }
    byte[] octets = new byte[length];
    ByteBuffer.wrap(octets).putInt(length);
    in.readFully(octets, 4, length - 4);
    return new Pdu(octets);
  }

  static Writer of(int commandId, int commandStatus, int sequence) {
    return new Writer(commandId, commandStatus, sequence);
  }

  int commandId() {
    return octets.getInt(4);
  }

  int commandStatus() {
    return octets.getInt(8);
  }

  int sequence() {
    return octets.getInt(12);
  }

  Reader body() {
    return new Reader(octets.slice(HEADER, octets.capacity() - HEADER));
  }

  byte[] bytes() {
    return octets.array();
  }

  String hex() {
    return HexFormat.of().formatHex(octets.array());
  }

  /** Reads the fields of a body in their order. */
  static final class Reader {

    private final ByteBuffer body;

    private Reader(ByteBuffer body) {
      this.body = body;
    }

    int octet() {
      return body.get() & 0xff;
    }

    int twoOctets() {
      return body.getShort() & 0xffff;
    }

    byte[] octets(int count) {
      byte[] octets = new byte[count];
      body.get(octets);
      return octets;
    }

    /** A C-Octet String, section 3.1. */
    String text() {
      int start = body.position();
      while (body.get() != 0) {
        // the terminating zero is read too
      }
      return new String(
          body.array(),
          body.arrayOffset() + start,
          body.position() - 1 - start,
          StandardCharsets.ISO_8859_1);
    }

    boolean more() {
      return body.remaining() >= 4;
    }
  }

  /** Writes the fields of a body in their order. */
  static final class Writer {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(192);

    private Writer(int commandId, int commandStatus, int sequence) {
      fourOctets(0).fourOctets(commandId).fourOctets(commandStatus).fourOctets(sequence);
    }

    Writer octet(int value) {
      out.write(value);
      return this;
    }

    Writer octets(byte[] octets) {
      try {
        out.write(octets);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return this;
    }

    Writer text(String value) {
      return octets(value.getBytes(StandardCharsets.ISO_8859_1)).octet(0);
    }

    Writer tlv(int tag, byte[] value) {
      return octet(tag >>> 8)
          .octet(tag)
          .octet(value.length >>> 8)
          .octet(value.length)
          .octets(value);
    }

    Pdu end() {
      byte[] octets = out.toByteArray();
      ByteBuffer.wrap(octets).putInt(octets.length);
      return new Pdu(octets);
    }

    private Writer fourOctets(int value) {
      return octet(value >>> 24).octet(value >>> 16).octet(value >>> 8).octet(value);
    }
  }
}
