package org.recado.mailout;

import java.util.List;

/** A short message as HTML that every mail program shows alike: no images, no style sheet. */
final class ReplyHtml {

  private ReplyHtml() {}

  static String page(
      String title,
      String body,
      List<String> notes,
      List<ReplyMail.Quote> quotes,
      String footer,
      Wording wording) {
    var page = new StringBuilder();
    page.append("<!DOCTYPE html>\n<html lang=\"")
        .append(wording.language())
        .append("\">\n<head>\n");
    page.append("<meta charset=\"utf-8\">\n<title>").append(escaped(title)).append("</title>\n");
    page.append("</head>\n<body>\n");
    page.append("<p dir=\"auto\" style=\"font:16px/1.5 sans-serif;margin:0 0 16px\">")
        .append(escaped(body).replace("\n", "<br>\n"))
        .append("</p>\n");
    for (String note : notes) {
      page.append("<p style=\"font:14px/1.5 sans-serif;margin:0 0 16px\"><strong>")
          .append(escaped(note))
          .append("</strong></p>\n");
    }
    for (var quote : quotes) {
      page.append("<p style=\"font:14px/1.5 sans-serif;color:#595959;margin:0 0 4px\">")
          .append(escaped(quote.attribution()))
          .append("</p>\n<blockquote type=\"cite\" dir=\"auto\" style=\"font:14px/1.5 sans-serif;")
          .append("border-left:2px solid #bfbfbf;margin:0 0 16px;padding:0 0 0 12px\">")
          .append(escaped(quote.text()).replace("\n", "<br>\n"))
          .append("</blockquote>\n");
    }
    page.append("<p style=\"font:12px/1.5 sans-serif;color:#595959;margin:0\">")
        .append(escaped(footer))
        .append("</p>\n</body>\n</html>");
    return page.toString();
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
