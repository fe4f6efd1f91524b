package org.recado.smpp;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.recado.message.SmsText;

/**
 * Turns a text into segments (3GPP TS 23.040 section 9.2.3.24.1): GSM-7 if every character is in
 * GSM 03.38, else what takes the fewest segments of the account's further alphabets and UCS-2. What
 * a reader sees as one character (Unicode annex 29) stays in one segment: escape pairs, surrogate
 * pairs, accents, flags and emoji of several parts. Only one that is longer than a whole segment is
 * cut, and then never inside a surrogate pair.
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

  /**
   * As an account takes it.
   *
   * @throws IllegalArgumentException see {@link #encode(SmsText)}
   */
  public static EncodedSms encode(SmsText text, EncodingSettings settings) {
    return encode(text.value(), settings);
  }

  static EncodedSms encode(String text, ReferenceSize reference) {
    return encode(text, EncodingSettings.of(List.of(), false, LongForm.of(reference)));
  }

  static EncodedSms encode(String text, EncodingSettings settings) {
    var plain = Alphabet.of(SmsEncoding.GSM_7);
    if (plain.holds(text)) {
      return encode(text, plain, settings);
    }
    EncodedSms best = null;
    IllegalArgumentException tooLong = null;
    for (Alphabet alphabet : Alphabet.allowed(settings)) {
      if (alphabet.holds(text)) {
        try {
          var sms = encode(text, alphabet, settings);
          boolean better = best == null || sms.segments().size() < best.segments().size();
          best = better ? sms : best;
        } catch (IllegalArgumentException e) {
          tooLong = e;
        }
      }
    }
    String lookAlike = settings.lookAlikes() ? LookAlikes.of(text) : text;
    if (plain.holds(lookAlike)) {
      var sms = encode(lookAlike, plain, settings);
      return best == null || sms.segments().size() < best.segments().size() ? sms : best;
    }
    if (best == null) {
      throw tooLong == null ? new IllegalArgumentException("there is nothing to encode") : tooLong;
    }
    return best;
  }

  static EncodedSms encode(String text, SmsEncoding encoding, ReferenceSize reference) {
    return encode(
        text, Alphabet.of(encoding), EncodingSettings.of(List.of(), false, LongForm.of(reference)));
  }

  private static EncodedSms encode(String text, Alphabet alphabet, EncodingSettings settings) {
    LongForm form = settings.longTexts();
    int units = alphabet.units(text);
    if (units <= alphabet.room(0)) {
      var only = new Segment(text, units, alphabet.encode(text));
      return new EncodedSms(
          alphabet.encoding(), units, List.of(only), form, alphabet.tables(), settings.packed());
    }
    int room = alphabet.room(form.referenceSize().length());
    List<Segment> segments = units > room * MOST_SEGMENTS ? List.of() : split(text, alphabet, room);
    if (segments.isEmpty() || segments.size() > MOST_SEGMENTS) {
      throw new IllegalArgumentException(
          "The text is too long: it takes more than "
              + MOST_SEGMENTS
              + " segments, the most one message can have.");
    }
    return new EncodedSms(
        alphabet.encoding(), units, segments, form, alphabet.tables(), settings.packed());
  }

  private static List<Segment> split(String text, Alphabet alphabet, int room) {
    var segments = new ArrayList<Segment>();
    var open = new StringBuilder();
    int used = 0;
    for (String piece : pieces(text, alphabet, room)) {
      int cost = alphabet.units(piece);
      if (used + cost > room) {
        segments.add(segment(open.toString(), alphabet));
        open.setLength(0);
        used = 0;
      }
      open.append(piece);
      used += cost;
    }
    segments.add(segment(open.toString(), alphabet));
    return segments;
  }

  /** What must stay together: clusters, or code points of a cluster that no segment can hold. */
  private static List<String> pieces(String text, Alphabet alphabet, int room) {
    var pieces = new ArrayList<String>();
    var cluster = CLUSTER.matcher(text);
    while (cluster.find()) {
      String found = cluster.group();
      if (alphabet.units(found) <= room) {
        pieces.add(found);
      } else {
        found.codePoints().mapToObj(Character::toString).forEach(pieces::add);
      }
    }
    return pieces;
  }

  private static Segment segment(String text, Alphabet alphabet) {
    return new Segment(text, alphabet.units(text), alphabet.encode(text));
  }
}
