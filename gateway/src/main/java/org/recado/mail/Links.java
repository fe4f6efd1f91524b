package org.recado.mail;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;

/** A link keeps its text, and its address too where the text does not tell it. */
final class Links {

  /** Microsoft's, Barracuda's and Google's: the address is a parameter of theirs. */
  private static final Pattern SAFE_LINK =
      Pattern.compile(
          "https://(?:[a-z0-9.-]{1,60}\\.safelinks\\.protection\\.outlook\\.com/.*?[?&]url"
              + "|linkprotect\\.cudasvc\\.com/url.*?[?&]a|www\\.google\\.com/url.*?[?&](?:q|url))"
              + "=([^&]+).*",
          Pattern.CASE_INSENSITIVE);

  /** Proofpoint's second form: {@code -} stands for a percent sign, {@code _} for a slash. */
  private static final Pattern URL_DEFENSE_2 =
      Pattern.compile("https://urldefense\\.proofpoint\\.com/v2/url\\?u=([^&]+).*");

  /** Proofpoint's third; stars stand for characters that are told behind, and stay as they are. */
  private static final Pattern URL_DEFENSE_3 =
      Pattern.compile("https://urldefense(?:\\.proofpoint)?\\.com/v3/__(https?:/[^*]+?)__;.*");

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

  /** A link protection of the sender's mail system hides the address the writer gave. */
  private static String unwrapped(String href) {
    if (href.length() > 4_000) {
      return href;
    }
    var third = URL_DEFENSE_3.matcher(href);
    if (third.matches()) {
      return third.group(1).replaceFirst("^(https?:/)(?!/)", "$1/");
    }
    var safe = SAFE_LINK.matcher(href);
    var second = URL_DEFENSE_2.matcher(href);
    String address =
        safe.matches()
            ? safe.group(1)
            : second.matches() ? second.group(1).replace('-', '%').replace('_', '/') : "";
    if (address.isEmpty()) {
      return href;
    }
    try {
      return URLDecoder.decode(address, StandardCharsets.UTF_8);
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
