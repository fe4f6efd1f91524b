package org.recado.mail;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;

/** A link keeps its text, and its address too where the text does not tell it. */
final class Links {

  private static final Pattern SAFE_LINK =
      Pattern.compile(
          "https://[a-z0-9.-]{1,60}\\.safelinks\\.protection\\.outlook\\.com/.*?[?&]url=([^&]+).*",
          Pattern.CASE_INSENSITIVE);

  private Links() {}

  /** What to write after the text of the link; empty if its text says enough. */
  static String address(Element link) {
    String href = unwrapped(link.attr("href").strip());
    String lower = href.toLowerCase(Locale.ROOT);
    if (!lower.startsWith("http://") && !lower.startsWith("https://")) {
      return "";
    }
    String text = link.text().strip();
    if (text.isEmpty() || bare(href).equals(bare(text)) || bare(text).contains(bare(href))) {
      return "";
    }
    return " (" + href + ")";
  }

  /** Outlook's link protection hides the address the writer gave. */
  private static String unwrapped(String href) {
    var safe = SAFE_LINK.matcher(href);
    if (href.length() > 4_000 || !safe.matches()) {
      return href;
    }
    try {
      return URLDecoder.decode(safe.group(1), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return href;
    }
  }

  private static String bare(String address) {
    String bare = address.toLowerCase(Locale.ROOT).replaceFirst("^https?://", "");
    bare = bare.startsWith("www.") ? bare.substring(4) : bare;
    return bare.endsWith("/") ? bare.substring(0, bare.length() - 1) : bare;
  }
}
