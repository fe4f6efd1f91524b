package org.recado.lab.smsc;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Cuts what a client types into segments, as a phone does: 3GPP TS 23.040 section 9.2.3.24.1. */
final class Segments {

  private Segments() {}

  static int dataCoding(String text) {
    return Gsm0338.canWrite(text) ? 0 : 8;
  }

  /** The {@code short_message} of each segment, with a user data header if there are several. */
  static List<byte[]> of(String text, int reference) {
    boolean gsm = Gsm0338.canWrite(text);
    List<String> cuts = cut(text, gsm, gsm ? 160 : 70);
    if (cuts.size() == 1) {
      return List.of(encode(text, gsm));
    }
    cuts = cut(text, gsm, gsm ? 153 : 67);
    var parts = new ArrayList<byte[]>();
    for (int i = 0; i < cuts.size(); i++) {
      var part = new ByteArrayOutputStream();
      part.writeBytes(new byte[] {5, 0, 3, (byte) reference, (byte) cuts.size(), (byte) (i + 1)});
      part.writeBytes(encode(cuts.get(i), gsm));
      parts.add(part.toByteArray());
    }
    return parts;
  }

  private static List<String> cut(String text, boolean gsm, int most) {
    var cuts = new ArrayList<String>();
    int start = 0;
    int units = 0;
    for (int i = 0; i < text.length(); ) {
      int step = Character.charCount(text.codePointAt(i));
      int cost = gsm ? Gsm0338.septets(text.charAt(i)) : step;
      if (units + cost > most) {
        cuts.add(text.substring(start, i));
        start = i;
        units = 0;
      }
      units += cost;
      i += step;
    }
    cuts.add(text.substring(start));
    return cuts;
  }

  private static byte[] encode(String text, boolean gsm) {
    return gsm ? Gsm0338.encode(text) : text.getBytes(StandardCharsets.UTF_16BE);
  }
}
