package org.recado.mail;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;

/**
 * Classes and ids that a mail's style sheet hides, as newsletters do with their preview text. Rules
 * for other media than the screen at hand are not looked at, nor are selectors of more than one
 * step.
 */
final class HiddenByStyle {

  private static final int MOST_OCTETS = 200_000;

  private static final Pattern SIMPLE = Pattern.compile("[a-z0-9]{0,12}[.#][\\w-]{1,60}");

  private static final Pattern HIDES =
      Pattern.compile("display:none|visibility:hidden|mso-hide:all|max-height:0|font-size:0");

  private static final Pattern BLANKS = Pattern.compile("\\s+");

  private final Set<String> hidden = new HashSet<>();

  /** Reads one style sheet. */
  void read(String sheet) {
    if (sheet.length() > MOST_OCTETS || !mayHide(sheet)) {
      return;
    }
    String css = sheet.replace("<!--", "").replace("-->", "");
    int at = 0;
    while (at < css.length()) {
      int open = css.indexOf('{', at);
      if (open < 0) {
        return;
      }
      String selectors = withoutComments(css.substring(at, open)).strip();
      int close = selectors.startsWith("@") ? blockEnd(css, open) : css.indexOf('}', open);
      if (close < 0) {
        return;
      }
      if (!selectors.startsWith("@")) {
        rule(selectors, css.substring(open + 1, close));
      }
      at = close + 1;
    }
  }

  boolean hides(Element element) {
    if (hidden.isEmpty() || element.attributesSize() == 0) {
      return false;
    }
    if (element.hasAttr("id") && matches(element, "#" + element.id())) {
      return true;
    }
    return element.hasAttr("class")
        && element.classNames().stream().anyMatch(name -> matches(element, "." + name));
  }

  private boolean matches(Element element, String selector) {
    String lower = selector.toLowerCase(Locale.ROOT);
    return hidden.contains(lower) || hidden.contains(element.normalName() + lower);
  }

  private void rule(String selectors, String declarations) {
    String packed = BLANKS.matcher(declarations.toLowerCase(Locale.ROOT)).replaceAll("");
    if (!HIDES.matcher(packed).find()) {
      return;
    }
    for (String selector : selectors.split(",")) {
      String lower = selector.strip().toLowerCase(Locale.ROOT);
      if (SIMPLE.matcher(lower).matches()) {
        hidden.add(lower);
      }
    }
  }

  private static boolean mayHide(String sheet) {
    return sheet.contains("none")
        || sheet.contains("hidden")
        || sheet.contains("mso-hide")
        || sheet.contains("max-height")
        || sheet.contains("font-size:0");
  }

  private static String withoutComments(String css) {
    int end = css.lastIndexOf("*/");
    return end < 0 ? css : css.substring(end + 2);
  }

  /** The end of a block that holds blocks. */
  private static int blockEnd(String css, int open) {
    int depth = 0;
    for (int i = open; i < css.length(); i++) {
      char c = css.charAt(i);
      if (c == '{') {
        depth++;
      } else if (c == '}' && --depth == 0) {
        return i;
      }
    }
    return -1;
  }
}
