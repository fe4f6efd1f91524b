package org.recado.mail;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.parser.Parser;
import org.jsoup.select.NodeFilter;

/**
 * Lines of {@code text/html} as a person sees them: blocks, lists, tables and breaks as lines;
 * hidden text, styles and comments not at all. What mail clients mark as quotation, history or
 * signature keeps that mark.
 */
final class HtmlText implements NodeFilter {

  private static final int MAX_DEPTH = 256;

  private static final Set<String> UNSEEN =
      Set.of(
          "head",
          "style",
          "script",
          "title",
          "meta",
          "link",
          "noscript",
          "template",
          "object",
          "svg",
          "math",
          "select",
          "textarea",
          "button",
          "audio",
          "video",
          "canvas",
          "iframe");

  private static final Set<String> BLOCKS =
      Set.of(
          "p",
          "div",
          "blockquote",
          "ul",
          "ol",
          "li",
          "table",
          "tbody",
          "thead",
          "tfoot",
          "tr",
          "h1",
          "h2",
          "h3",
          "h4",
          "h5",
          "h6",
          "pre",
          "hr",
          "dl",
          "dt",
          "dd",
          "center",
          "form",
          "section",
          "article",
          "header",
          "footer",
          "address",
          "body",
          "caption",
          "fieldset",
          "main",
          "figure",
          "figcaption",
          "nav",
          "aside");

  private static final Set<String> SPACED =
      Set.of("p", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "dl", "blockquote");

  private static final Pattern NO_PARAGRAPH_SPACE =
      Pattern.compile(
          "(?i)(?:^|[\\s,}])p\\s*(?:,[^{}]*)?\\{[^}]*margin(?:-top|-bottom)?\\s*:\\s*0");

  private final LineWriter out = new LineWriter();
  private final Lists lists = new Lists();
  private final Regions regions;
  private final boolean tightParagraphs;
  private final HiddenByStyle styles = new HiddenByStyle();
  private final InlineStyles inline = new InlineStyles();
  private int preformatted;

  private HtmlText(Document document) {
    this.regions = new Regions(inline);
    boolean tight = false;
    for (Element style : document.getElementsByTag("style")) {
      tight |= NO_PARAGRAPH_SPACE.matcher(style.data()).find();
      styles.read(style.data());
    }
    this.tightParagraphs = tight;
  }

  /** What was found, and what was hidden from the reader's eyes. */
  record Found(List<Line> lines, String hidden) {
    @Override
    public String toString() {
      return lines.size() + " lines";
    }
  }

  static Found lines(String html) {
    var parser = Parser.htmlParser().setMaxDepth(MAX_DEPTH);
    var document = parser.parseInput(html.replace("\0", ""), "");
    var reader = new HtmlText(document);
    document.body().filter(reader);
    boolean lossless = !lost(html);
    var lines = reader.out.lines().stream().map(line -> cleaned(line, lossless)).toList();
    return new Found(lines, CleanText.clean(reader.out.hidden()));
  }

  /** Where the sender's system had lost a character already. */
  private static boolean lost(String html) {
    if (html.indexOf('\uFFFD') >= 0) {
      return true;
    }
    for (int at = html.indexOf("&#"); at >= 0; at = html.indexOf("&#", at + 2)) {
      if (html.startsWith("65533", at + 2) || html.regionMatches(true, at + 2, "xfffd", 0, 5)) {
        return true;
      }
    }
    return false;
  }

  /** Some mail clients quote with typed marks in HTML too. */
  private static Line cleaned(Line line, boolean lossless) {
    // a reference to no character becomes U+FFFD in a browser, and means nothing to a reader
    String shown = lossless ? line.text().replace("\uFFFD", "") : line.text();
    String text = CleanText.characters(shown);
    boolean typed = line.origin() == Line.Origin.TYPED && line.depth() == 0;
    return typed ? Line.typed(text) : Line.of(text, line.depth(), line.origin());
  }

  @Override
  public FilterResult head(Node node, int depth) {
    if (out.full()) {
      return FilterResult.STOP;
    }
    if (node instanceof TextNode text) {
      out.text(WordSymbols.asTyped(text), preformatted > 0);
      return FilterResult.CONTINUE;
    }
    if (!(node instanceof Element element)) {
      return FilterResult.SKIP_ENTIRELY;
    }
    String tag = element.normalName();
    if (UNSEEN.contains(tag)) {
      return FilterResult.SKIP_ENTIRELY;
    }
    var style = inline.of(element);
    if (style.hides() || element.hasAttr("hidden") || styles.hides(element)) {
      out.hide(element.text());
      return FilterResult.SKIP_ENTIRELY;
    }
    boolean item = (tag.equals("p") || tag.equals("div")) && out.onlyMarked();
    if (BLOCKS.contains(tag) && !insideCell(element) && !item) {
      out.block(spaced(element, tag, style));
    }
    out.region(regions.enter(element));
    switch (tag) {
      case "br" -> out.newLine();
      case "li" -> out.mark(lists.marker(element));
      case "td", "th" -> out.cell();
      case "pre" -> preformatted++;
      case "img" -> out.text(Images.text(element), false);
      default -> {
        if (Lists.wordMarker(style)) {
          out.mark(Lists.wordMarkerText(element));
          return FilterResult.SKIP_ENTIRELY;
        }
      }
    }
    return FilterResult.CONTINUE;
  }

  @Override
  public FilterResult tail(Node node, int depth) {
    if (!(node instanceof Element element)) {
      return FilterResult.CONTINUE;
    }
    String tag = element.normalName();
    if (tag.equals("a")) {
      out.text(Links.address(element), false);
    } else if (tag.equals("pre")) {
      preformatted--;
    }
    if (BLOCKS.contains(tag) && !insideCell(element)) {
      out.block(spaced(element, tag, inline.of(element)));
    }
    out.region(regions.leave(element));
    return FilterResult.CONTINUE;
  }

  /** Word puts a paragraph into each cell of a table; the row is still one line. */
  private static boolean insideCell(Element element) {
    Element parent = element.parent();
    String name = element.normalName();
    if (parent == null || !(name.equals("p") || name.equals("div"))) {
      return false;
    }
    String tag = parent.normalName();
    return (tag.equals("td") || tag.equals("th"))
        && parent.childrenSize() == 1
        && parent.siblingElements().size() > 0;
  }

  /** Editors that put a paragraph into each item mean lines, as those that do not. */
  private static boolean inItem(Element paragraph) {
    Element parent = paragraph.parent();
    return parent != null && parent.normalName().equals("li");
  }

  private boolean spaced(Element element, String tag, InlineStyles.Style style) {
    if (!SPACED.contains(tag)) {
      return false;
    }
    if (tag.equals("ul") || tag.equals("ol")) {
      return element.parents().stream().noneMatch(p -> p.normalName().equals("li"));
    }
    boolean tight =
        style.says("margin:0")
            || (tag.equals("p")
                && (tightParagraphs
                    || inItem(element)
                    || element.className().toLowerCase(Locale.ROOT).contains("mso")
                    || style.says("margin-top:0")
                    || style.says("margin-bottom:0")));
    return !tight;
  }
}
