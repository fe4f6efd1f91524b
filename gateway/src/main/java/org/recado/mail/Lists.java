package org.recado.mail;

import org.jsoup.nodes.Element;

/** Bullets and numbers of lists, those of HTML and those that Word draws itself. */
final class Lists {

  private Lists() {}

  static String marker(Element item) {
    Element list = item.parent();
    if (list == null || !list.normalName().equals("ol")) {
      return "-";
    }
    int number = 1;
    for (Element sibling = item.previousElementSibling();
        sibling != null && number < 1_000;
        sibling = sibling.previousElementSibling()) {
      number += sibling.normalName().equals("li") ? 1 : 0;
    }
    String start = list.attr("start");
    return (start.matches("[0-9]{1,4}") ? Integer.parseInt(start) + number - 1 : number) + ".";
  }

  /** Word writes {@code <span style='mso-list:Ignore'>·</span>} into the paragraph. */
  static boolean wordMarker(Element element) {
    return element.hasAttr("style") && HtmlText.style(element).contains("mso-list:ignore");
  }

  static String wordMarkerText(Element element) {
    String text = element.text().replace('\u00a0', ' ').strip();
    return text.isEmpty() || !Character.isLetterOrDigit(text.charAt(0)) || text.equals("o")
        ? "-"
        : text;
  }
}
