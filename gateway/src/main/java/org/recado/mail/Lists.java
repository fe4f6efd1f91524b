package org.recado.mail;

import java.util.IdentityHashMap;
import org.jsoup.nodes.Element;

/** Bullets and numbers of lists, those of HTML and those that Word draws itself. */
final class Lists {

  /** The number of the latest item; lists are told apart by place, not by content. */
  private final IdentityHashMap<Element, Integer> numbers = new IdentityHashMap<>();

  String marker(Element item) {
    Element list = item.parent();
    if (list == null || !list.normalName().equals("ol")) {
      return "-";
    }
    String start = list.attr("start");
    int first = start.matches("[0-9]{1,4}") ? Integer.parseInt(start) : 1;
    return numbers.merge(list, first, (now, any) -> now + 1) + ".";
  }

  /** Word writes {@code <span style='mso-list:Ignore'>·</span>} into the paragraph. */
  static boolean wordMarker(InlineStyles.Style style) {
    return style.says("mso-list:ignore");
  }

  static String wordMarkerText(Element element) {
    String text = element.text().replace('\u00a0', ' ').strip();
    return text.isEmpty() || !Character.isLetterOrDigit(text.charAt(0)) || text.equals("o")
        ? "-"
        : text;
  }
}
