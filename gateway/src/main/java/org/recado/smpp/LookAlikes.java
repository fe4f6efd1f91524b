package org.recado.smpp;

import java.text.Normalizer;
import java.util.Map;

/**
 * What mail clients put in place of what was typed – curly quotes, dashes, dots, spaces of several
 * widths, full-width letters – as the character of GSM 03.38 that people read the same. Nothing
 * that carries meaning is changed: a letter keeps its accent, a sign its kind.
 */
final class LookAlikes {

  /** Each character of the first is written as the second. */
  private static final Map<String, String> WRITTEN_AS =
      Map.of(
          "\u00ab\u00bb\u201c\u201d\u201e\u201f\u2033\u02ba\u02ee\u275d\u275e\u301d\u301e", "\"",
          "\u2018\u2019\u201b\u02b9\u02bb\u02bc\u02bd\u02c8\u02ca\u02cb\u00b4`\u2032\u275b\u275c",
              "'",
          "\u2010\u2011\u2012\u2013\u2014\u2015\u2022\u2043\u2212", "-",
          "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000",
              " ",
          "\u2026", "...",
          "\u201a", ",",
          "\u2039", "<",
          "\u203a", ">",
          "\u2044\u2215\u00f7", "/",
          "\u00ad\u200b\u2060\ufeff", "");

  private LookAlikes() {}

  /** The text with what has a look-alike replaced; everything else stays as it is. */
  static String of(String text) {
    var plain = new StringBuilder(text.length());
    text.codePoints().forEach(character -> plain.append(of(character)));
    return plain.toString();
  }

  private static String of(int character) {
    String itself = Character.toString(character);
    if (Gsm0338.canEncode(itself)) {
      return itself;
    }
    for (var entry : WRITTEN_AS.entrySet()) {
      if (entry.getKey().indexOf(character) >= 0) {
        return entry.getValue();
      }
    }
    // full-width and small forms, fractions, ligatures: Unicode annex 15
    String compatible = Normalizer.normalize(itself, Normalizer.Form.NFKC).replace('\u2044', '/');
    boolean form = character > 0xbb && !compatible.equals(itself) && Gsm0338.canEncode(compatible);
    return form && isForm(character) ? compatible : itself;
  }

  /**
   * Of the compatibility characters those that only look otherwise: no trade marks, no exponents.
   */
  private static boolean isForm(int character) {
    return (character >= 0xbc && character <= 0xbe)
        || (character >= 0x203c && character <= 0x2049)
        || (character >= 0xfb00 && character <= 0xfb06)
        || (character >= 0xfe10 && character <= 0xfe6b)
        || (character >= 0xff01 && character <= 0xff5e);
  }
}
