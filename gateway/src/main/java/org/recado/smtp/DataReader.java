package org.recado.smtp;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Reads what follows DATA up to CRLF.CRLF, undoing the doubled dots (RFC 5321 section 4.5.2).
 * Nothing else ends it: a bare LF or CR around the dot is text, so that no second mail can be
 * smuggled in. Counts octets as they come and keeps no more than allowed.
 */
final class DataReader {

  private static final int CHUNK = 8192;

  private enum At {
    LINE_START,
    TEXT,
    CR,
    DOT,
    DOT_CR
  }

  private DataReader() {}

  /**
   * @param in buffered, able to mark {@value #CHUNK} octets; left just behind the final dot line
   * @param most octets allowed
   * @return the mail; empty if it was larger, and then it was read to its end all the same so that
   *     the session goes on
   * @throws EOFException if the client went away before the end: then nothing was submitted
   */
  static Optional<byte[]> read(InputStream in, long most) throws IOException {
    var mail = new ByteArrayOutputStream(4096);
    byte[] chunk = new byte[CHUNK];
    var at = At.LINE_START;
    boolean tooLarge = false;
    while (true) {
      in.mark(CHUNK);
      int read = in.read(chunk);
      if (read < 0) {
        throw new EOFException("the client went away before the end of its mail");
      }
      for (int i = 0; i < read; i++) {
        byte octet = chunk[i];
        switch (at) {
          case LINE_START -> {
            if (octet == '.') {
              at = At.DOT;
              continue;
            }
          }
          case DOT -> {
            if (octet == '\r') {
              at = At.DOT_CR;
              continue;
            }
          }
          case DOT_CR -> {
            if (octet == '\n') {
              in.reset();
              in.skipNBytes(i + 1L);
              return tooLarge || mail.size() > most
                  ? Optional.empty()
                  : Optional.of(mail.toByteArray());
            }
            mail.write('\r');
            at = At.CR;
          }
          case TEXT, CR -> {}
        }
        if (at == At.CR && octet == '\n') {
          at = At.LINE_START;
        } else {
          at = octet == '\r' ? At.CR : At.TEXT;
        }
        mail.write(octet);
      }
      if (tooLarge || mail.size() > most) {
        tooLarge = true;
        mail.reset();
      }
    }
  }
}
