package org.recado.mail;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jsoup.nodes.Element;

/**
 * What the {@code style} attributes of one page say. A page repeats a few of them thousands of
 * times: each is looked at once.
 */
final class InlineStyles {

  /** Pages with more are made to cost; what comes on top is looked at each time. */
  private static final int MOST = 1_000;

  /**
   * @param packed in lower case and without blanks
   * @param hides whether what has it is not seen
   */
  record Style(String packed, boolean hides) {

    private static final Style NONE = new Style("", false);

    boolean says(String declaration) {
      return packed.contains(declaration);
    }
  }

  private final Map<String, Style> known = new HashMap<>();

  Style of(Element element) {
    String raw = element.attr("style");
    if (raw.isEmpty()) {
      return Style.NONE;
    }
    Style style = known.get(raw);
    if (style == null) {
      String packed = packed(raw);
      style = new Style(packed, hides(packed));
      if (known.size() < MOST) {
        known.put(raw, style);
      }
    }
    return style;
  }

  private static String packed(String style) {
    String lower = style.toLowerCase(Locale.ROOT);
    var packed = new StringBuilder(lower.length());
    for (int i = 0; i < lower.length(); i++) {
      char c = lower.charAt(i);
      if (c != ' ' && (c < '\t' || c > '\r')) {
        packed.append(c);
      }
    }
    return packed.toString();
  }

  private static boolean hides(String style) {
    return style.contains("display:none")
        || style.contains("visibility:hidden")
        || style.contains("mso-hide:all")
        || style.contains("max-height:0")
        || style.contains("text-indent:-9")
        || style.contains("left:-9999")
        || (style.contains("overflow:hidden")
            && (style.contains(";height:0") || style.contains(";width:0")))
        || style.contains("font-size:0")
        || style.contains("font-size:1px")
        || style.endsWith("opacity:0")
        || style.contains("opacity:0;");
  }
}
