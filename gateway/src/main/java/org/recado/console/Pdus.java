package org.recado.console;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.recado.smpp.ExplainPdu;

/** PDUs as the archive keeps them, one after another, for people to read. */
final class Pdus {

  private static final int HEADER = 16;

  private static final Pattern DATA_CODING = Pattern.compile("(?m)^data_coding: (\\S+)$");

  private Pdus() {}

  /** Each PDU in hexadecimal; what is cut short at the end is given as it is. */
  static List<String> split(byte[] octets) {
    var pdus = new ArrayList<String>();
    int at = 0;
    while (at < octets.length) {
      int left = octets.length - at;
      int length = left < HEADER ? left : ByteBuffer.wrap(octets).getInt(at);
      int taken = length < HEADER || length > left ? left : length;
      pdus.add(HexFormat.of().formatHex(octets, at, at + taken));
      at += taken;
    }
    return pdus;
  }

  /** The fields of each, as {@code explain pdu} tells them. */
  static List<String> explain(byte[] octets) {
    return split(octets).stream().map(Pdus::explain).toList();
  }

  /** What {@code data_coding} says of an explained PDU (SMPP 3.4 section 5.2.19). */
  static Optional<String> encoding(String explained) {
    var coding = DATA_CODING.matcher(explained);
    if (!coding.find()) {
      return Optional.empty();
    }
    return Optional.of(
        switch (coding.group(1)) {
          case "0" -> "GSM 03.38";
          case "3" -> "ISO 8859-1";
          case "8" -> "UCS-2";
          default -> "data_coding " + coding.group(1);
        });
  }

  private static String explain(String hex) {
    var words = new StringWriter();
    try (var in = new BufferedReader(new StringReader(hex));
        var out = new PrintWriter(words)) {
      var unused = ExplainPdu.run(in, out, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return words.toString().strip();
  }
}
