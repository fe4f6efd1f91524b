package org.recado.smpp;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.recado.message.SmsText;

/**
 * Turns a text into segments (3GPP TS 23.040 section 9.2.3.24.1): GSM-7 if every character is in
 * GSM 03.38, else UCS-2. What a reader sees as one character (Unicode annex 29) stays in one
 * segment: escape pairs, surrogate pairs, accents, flags and emoji of several parts. Only one that
 * is longer than a whole segment is cut, and then never inside a surrogate pair.
 */
public final class SmsEncoder {

  /** {@code total} is one octet. */
  static final int MOST_SEGMENTS = 255;

  private static final Pattern CLUSTER = Pattern.compile("\\X");

  private SmsEncoder() {}

  /**
   * With the 8-bit reference, which every telephone understands.
   *
   * @throws IllegalArgumentException with a sentence for the writer if it takes more than 255
   *     segments
   */
  public static EncodedSms encode(SmsText text) {
    return encode(text.value(), ReferenceSize.BITS_8);
  }

  /**
   * @throws IllegalArgumentException see {@link #encode(SmsText)}
   */
  public static EncodedSms encode(SmsText text, ReferenceSize reference) {
    return encode(text.value(), reference);
  }

  static EncodedSms encode(String text, ReferenceSize reference) {
    SmsEncoding encoding = Gsm0338.canEncode(text) ? SmsEncoding.GSM_7 : SmsEncoding.UCS_2;
    return encode(text, encoding, reference);
  }

  static EncodedSms encode(String text, SmsEncoding encoding, ReferenceSize reference) {
    int units = encoding.units(text);
    if (units <= encoding.alone()) {
      var only = new Segment(text, units, encoding.encode(text));
      return new EncodedSms(encoding, units, List.of(only), reference);
    }
    int most = encoding.part(reference) * MOST_SEGMENTS;
    List<Segment> segments = units > most ? List.of() : split(text, encoding, reference);
    if (segments.isEmpty() || segments.size() > MOST_SEGMENTS) {
      throw new IllegalArgumentException(
          "The text is too long: it takes more than "
              + MOST_SEGMENTS
              + " segments, the most one message can have.");
    }
    return new EncodedSms(encoding, units, segments, reference);
  }

  private static List<Segment> split(String text, SmsEncoding encoding, ReferenceSize reference) {
    int room = encoding.part(reference);
    var segments = new ArrayList<Segment>();
    var open = new StringBuilder();
    int used = 0;
    for (String piece : pieces(text, encoding, room)) {
      int cost = encoding.units(piece);
      if (used + cost > room) {
        segments.add(segment(open.toString(), encoding));
        open.setLength(0);
        used = 0;
      }
      open.append(piece);
      used += cost;
    }
    segments.add(segment(open.toString(), encoding));
    return segments;
  }

  /** What must stay together: clusters, or code points of a cluster that no segment can hold. */
  private static List<String> pieces(String text, SmsEncoding encoding, int room) {
    var pieces = new ArrayList<String>();
    var cluster = CLUSTER.matcher(text);
    while (cluster.find()) {
      String found = cluster.group();
      if (encoding.units(found) <= room) {
        pieces.add(found);
      } else {
        found.codePoints().mapToObj(Character::toString).forEach(pieces::add);
      }
    }
    return pieces;
  }

  private static Segment segment(String text, SmsEncoding encoding) {
    return new Segment(text, encoding.units(text), encoding.encode(text));
  }
}
