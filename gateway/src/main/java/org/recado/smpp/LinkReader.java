package org.recado.smpp;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Predicate;
import org.jsmpp.PDUReader;
import org.jsmpp.bean.Command;

/**
 * Reads a link for jsmpp, and keeps from it what it would get wrong. jsmpp's reader loses its place
 * when a PDU pauses for longer than the enquire_link interval, believes any {@code command_length},
 * and answers messages and responses on the same few threads, so that a slow listener makes answers
 * come too late. Here messages and answers are taken off as whole octets; binding, enquire_link and
 * unbinding go on to jsmpp. For one link, on one thread.
 */
final class LinkReader implements PDUReader {

  /** 64 KiB of message_payload and every other field. */
  private static final int LONGEST = 70_000;

  private final Predicate<Octets> taker;
  private final Runnable onNonsense;
  private byte[] buffer = new byte[Pdus.HEADER];
  private int have;
  private Octets current = Octets.NONE;

  /**
   * @param taker gets every PDU; true when it has dealt with it
   * @param onNonsense before the link is given up because no PDU can have such a length
   */
  LinkReader(Predicate<Octets> taker, Runnable onNonsense) {
    this.taker = taker;
    this.onNonsense = onNonsense;
  }

  /** The next PDU that is jsmpp's. */
  @Override
  public Command readPDUHeader(DataInputStream in) throws IOException {
    do {
      current = next(in);
    } while (taker.test(current));
    if (isBindResponse(Pdus.commandId(current))) {
      current = bare(current);
    }
    var header = new Command();
    header.setCommandLength(current.length());
    header.setCommandId(Pdus.commandId(current));
    header.setCommandStatus(Pdus.commandStatus(current));
    header.setSequenceNumber(Pdus.sequenceNumber(current));
    return header;
  }

  @Override
  public byte[] readPDU(DataInputStream in, Command header) {
    return current.toArray();
  }

  @Override
  public byte[] readPDU(DataInputStream in, int length, int id, int status, int sequence) {
    return current.toArray();
  }

  /** After a time-out of the socket it goes on where it was. */
  private Octets next(DataInputStream in) throws IOException {
    fill(in, Pdus.HEADER);
    int length =
        (buffer[0] & 0xff) << 24
            | (buffer[1] & 0xff) << 16
            | (buffer[2] & 0xff) << 8
            | (buffer[3] & 0xff);
    if (length < Pdus.HEADER || length > LONGEST) {
      onNonsense.run();
      throw new IOException("a command_length of " + Integer.toUnsignedString(length));
    }
    if (buffer.length < length) {
      buffer = Arrays.copyOf(buffer, length);
    }
    fill(in, length);
    Octets pdu = Octets.owning(buffer);
    buffer = new byte[Pdus.HEADER];
    have = 0;
    return pdu;
  }

  private void fill(DataInputStream in, int upTo) throws IOException {
    while (have < upTo) {
      int read = in.read(buffer, have, upTo - have);
      if (read < 0) {
        throw new EOFException("the SMSC closed the link");
      }
      have += read;
    }
  }

  private static boolean isBindResponse(int commandId) {
    return commandId == Commands.BIND_TRANSCEIVER_RESP
        || commandId == Commands.BIND_TRANSMITTER_RESP
        || commandId == Commands.BIND_RECEIVER_RESP;
  }

  /** The header alone: jsmpp fails on a {@code system_id} without NUL, and nobody needs it. */
  private static Octets bare(Octets pdu) {
    return Octets.of((byte) 0, (byte) 0, (byte) 0, (byte) Pdus.HEADER)
        .plus(pdu.slice(4, Pdus.HEADER));
  }
}
