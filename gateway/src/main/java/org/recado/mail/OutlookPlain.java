package org.recado.mail;

import java.util.regex.Pattern;

/**
 * What Outlook and Exchange write when they make plain text of HTML: pictures as {@code
 * [cid:image001.png@01D8…]}, and behind an address the same address as a link.
 */
final class OutlookPlain {

  private static final Pattern PICTURE = Pattern.compile("\\[cid:[^\\]\\s]{1,120}\\]");

  /** {@code ana@bank.example<mailto:ana@bank.example>}, {@code www.x.es<http://www.x.es/>}. */
  private static final Pattern SAME =
      Pattern.compile(
          "(?<![^\\s(<])(?<text>[^\\s<>]{4,200})<(?:mailto:|tel:|https?://)\\k<text>/?>",
          Pattern.CASE_INSENSITIVE);

  private OutlookPlain() {}

  static String tidied(String text) {
    String tidied = text.contains("[cid:") ? PICTURE.matcher(text).replaceAll("") : text;
    boolean links =
        tidied.contains("<mailto:") || tidied.contains("<tel:") || tidied.contains("<http");
    return links ? SAME.matcher(tidied).replaceAll("${text}") : tidied;
  }
}
