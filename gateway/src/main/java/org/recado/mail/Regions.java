package org.recado.mail;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import org.jsoup.nodes.Element;

/**
 * Which part of an HTML mail one stands in, by the marks that mail clients leave: Gmail, Outlook
 * and Outlook on the web, Thunderbird, Apple Mail, Yahoo, Proton, Evolution, Zimbra.
 */
final class Regions {

  record Region(int depth, Line.Origin origin) {
    static final Region BODY = new Region(0, Line.Origin.TYPED);
  }

  /** How often the whole inside of an element is looked at: no real mail has more quotations. */
  private static final int MAX_LOOKS = 40;

  private record Entered(Element element, Region before) {}

  private final Deque<Entered> stack = new ArrayDeque<>();
  private Region now = Region.BODY;
  private boolean historyBegun;
  private int looks;
  private final InlineStyles inline;

  Regions(InlineStyles inline) {
    this.inline = inline;
  }

  Region enter(Element element) {
    if (historyBegun) {
      return now;
    }
    Region next = next(element);
    if (!next.equals(now)) {
      stack.push(new Entered(element, now));
      now = next;
    }
    return now;
  }

  @SuppressWarnings("ReferenceEquality") // two elements with equal content are not the same place
  Region leave(Element element) {
    Entered top = stack.peek();
    if (!historyBegun && top != null && top.element() == element) {
      now = stack.pop().before();
    }
    return now;
  }

  private Region next(Element element) {
    String tag = element.normalName();
    if (tag.equals("blockquote")) {
      return indented(element) ? now : cited();
    }
    if (!element.hasAttr("id") && !element.hasAttr("class") && element.attributesSize() == 0) {
      return now;
    }
    String id = element.id().toLowerCase(Locale.ROOT);
    String classes = " " + element.className().toLowerCase(Locale.ROOT) + " ";
    if (startsHistory(id, tag)) {
      historyBegun = true;
      return new Region(Math.max(1, now.depth()), Line.Origin.HISTORY);
    }
    if (now.depth() > 0) {
      return now;
    }
    if ((quotes(id, classes) || gmailQuotes(element, classes)) && !forwards(element)) {
      return cited();
    }
    return signs(element, id, classes) ? new Region(0, Line.Origin.SIGNATURE) : now;
  }

  private Region cited() {
    return new Region(now.depth() + 1, Line.Origin.CITED);
  }

  /** Indenting makes a blockquote too; what sets a quotation apart is the mark or the border. */
  private boolean indented(Element quote) {
    if (quote.hasAttr("cite") || quote.attr("type").equalsIgnoreCase("cite")) {
      return false;
    }
    var style = inline.of(quote);
    return style.says("border:none")
        || style.says("border:0")
        || (style.says("margin") && !style.says("border"))
        || (quote.hasClass("gmail_quote") && !style.says("border-left"));
  }

  private static boolean startsHistory(String id, String tag) {
    return switch (id) {
      case "divrplyfwdmsg",
          "x_divrplyfwdmsg",
          "appendonsend",
          "olk_src_body_section",
          "reply-intro",
          "mail-editor-reference-message-container",
          "stopspelling",
          "zwchr" ->
          true;
      default -> tag.equals("hr") && id.startsWith("stopspelling");
    };
  }

  private static boolean quotes(String id, String classes) {
    return classes.contains(" yahoo_quoted ")
        || classes.contains(" protonmail_quote ")
        || classes.contains(" zmail_extra ")
        || classes.contains(" moz-cite-prefix ")
        || classes.contains(" gmail_attr ")
        || classes.contains(" tutanota_quote ")
        || id.startsWith("yahoo_quoted")
        || id.equals("isforwardcontent");
  }

  /**
   * Gmail on telephones wraps what is being written in the same class as what is quoted, and on the
   * web it wraps answers between quotations too: there each quotation is marked by itself.
   */
  private boolean gmailQuotes(Element element, String classes) {
    return !element.normalName().equals("blockquote")
        && (classes.contains(" gmail_quote ") || classes.contains(" gmail_quote_container "))
        && looks++ < MAX_LOOKS
        && element.selectFirst("blockquote, .gmail_attr") != null
        && element.children().stream().noneMatch(Regions::quotation);
  }

  private static boolean quotation(Element child) {
    return child.normalName().equals("blockquote") && child.hasClass("gmail_quote");
  }

  private boolean forwards(Element element) {
    return looks++ < MAX_LOOKS && HistoryRule.opensForwarded(element.text());
  }

  private static boolean signs(Element element, String id, String classes) {
    return classes.contains(" gmail_signature ")
        || classes.contains(" gmail_signature_prefix ")
        || classes.contains(" moz-signature ")
        || classes.contains(" -x-evo-signature-wrapper ")
        || classes.contains(" protonmail_signature_block ")
        || id.equals("signature")
        || id.equals("ms-outlook-mobile-signature")
        || id.equals("applemailsignature")
        || id.equals("divsignature")
        || element.attr("data-smartmail").equals("gmail_signature")
        || element.attr("data-signatureblock").equals("true")
        || element.attr("data-marker").startsWith("__SIG_");
  }
}
