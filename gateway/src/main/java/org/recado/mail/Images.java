package org.recado.mail;

import org.jsoup.nodes.Element;

/** Pictures say nothing in a text, but mail clients draw emoji as pictures. */
final class Images {

  private static final int LONGEST_EMOJI = 16;

  private Images() {}

  static String text(Element image) {
    String alt = image.hasAttr("data-emoji") ? image.attr("data-emoji") : image.attr("alt");
    boolean emoji =
        !alt.isEmpty()
            && alt.length() <= LONGEST_EMOJI
            && alt.codePoints().allMatch(c -> c > 0x2000)
            && alt.codePoints().noneMatch(Character::isLetter);
    return emoji ? alt : "";
  }
}
