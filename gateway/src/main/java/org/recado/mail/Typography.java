package org.recado.mail;

import java.text.Normalizer;
import org.recado.message.SmsText;

/**
 * Characters that look alike and mean the same: where the one that Word typed costs segments and
 * the one on the keyboard does not, the keyboard's is sent. Letters stay what they are, unless a
 * category gives their accents up.
 */
public final class Typography {

  private static final String FROM =
      "\u2018\u2019\u201a\u201b\u2032\u00b4`\u02bc\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb"
          + "\u2039\u203a\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2022\u00b7\u2027\u25cf\u25aa"
          + "\u2044\u00a6\u02c6\u00d7";

  private static final String TO = "''''''''\"\"\"\"\"\"\"''-------****" + "*/|^x";

  private Typography() {}

  /**
   * The text that takes fewer segments, or the text itself where none does.
   *
   * @param dropAccents whether letters that need UCS-2 may lose their accents too
   */
  public static SmsText fitted(SmsText text, boolean dropAccents, SegmentCounter counter) {
    if (text.value().chars().allMatch(c -> c < 0x80)) {
      return text;
    }
    int before = counter.count(text).segments();
    var plain = new SmsText(plain(text.value()));
    int after = counter.count(plain).segments();
    if (dropAccents) {
      var bare = new SmsText(withoutAccents(plain.value(), counter));
      if (counter.count(bare).segments() < Math.min(before, after)) {
        return bare;
      }
    }
    return after < before ? plain : text;
  }

  private static String plain(String text) {
    var plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int at = FROM.indexOf(c);
      if (at >= 0) {
        plain.append(TO.charAt(at));
      } else if (c == '\u2026') {
        plain.append("...");
      } else {
        plain.append(c);
      }
    }
    return plain.toString();
  }

  private static String withoutAccents(String text, SegmentCounter counter) {
    var bare = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              String letter = Character.toString(c);
              boolean costs =
                  Character.isLetter(c)
                      && c >= 0x80
                      && counter.count(new SmsText(letter)).encoding().equals("UCS-2");
              String base =
                  costs
                      ? Normalizer.normalize(letter, Normalizer.Form.NFD).substring(0, 1)
                      : letter;
              bare.append(costs && base.charAt(0) >= 0x80 ? letter : base);
            });
    return bare.toString();
  }
}
