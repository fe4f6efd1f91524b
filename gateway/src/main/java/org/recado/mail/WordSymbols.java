package org.recado.mail;

import java.util.Locale;
import java.util.Map;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.TextNode;

/**
 * Word turns {@code :)} into the letter J in the font Wingdings; where that font is missing the
 * reader sees a J. This gives back what was typed.
 */
final class WordSymbols {

  private static final Map<String, String> WINGDINGS =
      Map.of(
          "J", ":)", "K", ":|", "L", ":(", "à", "->", "ß", "<-", "è", "=>", "ç", "<=", "ü",
          "\u2713");

  private WordSymbols() {}

  static String asTyped(TextNode node) {
    String text = node.getWholeText();
    Element parent = node.parent();
    if (text.length() > 3 || parent == null || !font(parent).contains("wingdings")) {
      return text;
    }
    return WINGDINGS.getOrDefault(text.strip(), text);
  }

  private static String font(Element element) {
    return (element.attr("style") + element.attr("face")).toLowerCase(Locale.ROOT);
  }
}
