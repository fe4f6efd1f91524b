package org.recado.smtp;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/**
 * What a client says, a command line at a time. The library ends a session over a line it cannot
 * read; here such a line becomes one of a few commands that are never sent, whose verbs answer as
 * RFC 5321 section 4.3.2 asks, and the session goes on.
 *
 * <p>Gives the library one line a read, so that what follows DATA is still here when {@link
 * #octets} is asked for it.
 */
final class CommandInput extends InputStream {

  /** A line that was too long. */
  static final String LONG = "?LONG";

  /** A line with a bare CR or LF, a NUL, or octets that are no UTF-8. */
  static final String GARBLED = "?GARBLED";

  /** A verb nobody knows. */
  static final String UNKNOWN = "?UNKNOWN";

  /** Silence for the whole of the idle time. */
  static final String IDLE = "?IDLE";

  /** Without CR LF; the library reads no more. RFC 5321 section 4.5.3.1.4 asks for 512. */
  private static final int LONGEST = 990;

  private static final int CHUNK = 8192;

  private final BufferedInputStream source;
  private final Set<String> verbs;
  private byte[] line = new byte[0];
  private int at;
  private boolean inExchange;

  /**
   * @param verbs the verbs there are, in upper case
   */
  CommandInput(InputStream source, Set<String> verbs) {
    this.source = new BufferedInputStream(source, CHUNK);
    this.verbs = verbs;
  }

  /** What follows, octet for octet; able to mark a chunk. */
  BufferedInputStream octets() {
    return source;
  }

  /** Whether the lines to come are no commands but answers in an exchange (RFC 4954 section 4). */
  void inExchange(boolean value) {
    inExchange = value;
  }

  @Override
  public int read() throws IOException {
    return next() ? line[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (!next()) {
      return -1;
    }
    int count = Math.min(length, line.length - at);
    System.arraycopy(line, at, buffer, offset, count);
    at += count;
    return count;
  }

  private boolean next() throws IOException {
    if (at == line.length) {
      byte[] read = readLine();
      line = read;
      at = 0;
    }
    return line.length > 0;
  }

  /** With CR LF; empty at the end of the stream. */
  private byte[] readLine() throws IOException {
    var text = new ByteArrayOutputStream(128);
    boolean tooLong = false;
    int last = -1;
    while (true) {
      int octet;
      try {
        octet = source.read();
      } catch (SocketTimeoutException e) {
        return command(IDLE);
      }
      if (octet < 0) {
        return new byte[0]; // RFC 5321 section 4.1.1.10: a line without an end is no command
      }
      if (octet == '\n') {
        return tooLong ? command(LONG) : checked(text.toByteArray(), last == '\r');
      }
      last = octet;
      if (text.size() <= LONGEST) {
        text.write(octet);
      } else {
        tooLong = true;
      }
    }
  }

  private byte[] checked(byte[] read, boolean endsWell) {
    int length = endsWell ? read.length - 1 : read.length;
    for (int i = 0; i < length; i++) {
      if (read[i] == 0 || read[i] == '\r') {
        return command(GARBLED);
      }
    }
    if (!endsWell) {
      return command(GARBLED);
    }
    String text;
    try {
      text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(read, 0, length)).toString();
    } catch (CharacterCodingException e) {
      return command(GARBLED);
    }
    String verb = text.split("[ \t]", 2)[0].toUpperCase(Locale.ROOT);
    return inExchange || verbs.contains(verb) ? command(text) : command(UNKNOWN);
  }

  private static byte[] command(String text) {
    return (text + "\r\n").getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
