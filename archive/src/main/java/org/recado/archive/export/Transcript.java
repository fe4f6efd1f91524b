package org.recado.archive.export;

import java.io.IOException;
import java.io.OutputStream;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType0Font;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts.FontName;
import org.jspecify.annotations.Nullable;
import org.recado.archive.search.Hit;
import org.recado.message.Direction;

/** One conversation as people had it, on paper (PDF, A4). */
final class Transcript {

  private static final float SIZE = 10;
  private static final float LEADING = 14;
  private static final float MARGIN = 56;
  private static final float INDENT = 120;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

  /** What the fonts every reader has cannot show is shown with one that has more letters. */
  private static final String LETTERS =
      "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";

  private final PDDocument document = new PDDocument();
  private final PDFont plain = new PDType1Font(FontName.HELVETICA);
  private final Masking masking;
  private @Nullable PDFont more;
  private @Nullable PDPageContentStream page;
  private float y;

  private Transcript(Masking masking) {
    this.masking = masking;
  }

  /** A source of messages, in time order. */
  interface Messages {
    @Nullable Hit next() throws IOException;
  }

  /** Writes it; memory is what one conversation takes. */
  static void write(String conversation, Messages messages, Masking masking, OutputStream out)
      throws IOException {
    var transcript = new Transcript(masking);
    try (transcript.document) {
      transcript.line(MARGIN, "Conversation " + conversation);
      transcript.y -= LEADING / 2;
      for (var hit = messages.next(); hit != null; hit = messages.next()) {
        transcript.message(hit);
      }
      transcript.endPage();
      transcript.document.save(out);
    }
  }

  private void message(Hit hit) throws IOException {
    boolean reply = hit.direction() == Direction.MO;
    float left = reply ? MARGIN : MARGIN + INDENT;
    String client = masking.number(hit.client()).orElse("?");
    String employee = hit.mailbox().orElse("?");
    line(
        left,
        TIME.format(hit.at())
            + "  "
            + (reply ? client : employee)
            + " to "
            + (reply ? employee : client));
    for (String paragraph : hit.text().split("\\R", -1)) {
      for (String piece : wrapped(paragraph, PDRectangle.A4.getWidth() - 2 * MARGIN - INDENT)) {
        line(left, piece);
      }
    }
    line(left, "[" + hit.status().orElse("no status") + ", " + hit.message() + "]");
    y -= LEADING / 2;
  }

  private List<String> wrapped(String text, float width) throws IOException {
    List<String> lines = new ArrayList<>();
    var line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      String shown = word;
      while (!shown.isEmpty() || word.isEmpty()) {
        String longer = line.isEmpty() ? shown : line + " " + shown;
        if (width(longer) <= width) {
          line.setLength(0);
          line.append(longer);
          break;
        }
        if (!line.isEmpty()) {
          lines.add(line.toString());
          line.setLength(0);
        } else {
          int fits = fitting(shown, width);
          lines.add(shown.substring(0, fits));
          shown = shown.substring(fits);
        }
      }
    }
    lines.add(line.toString());
    return lines;
  }

  /** How much of a word that is wider than the column fits; at least one character. */
  private int fitting(String word, float width) throws IOException {
    int end = word.offsetByCodePoints(0, 1);
    while (end < word.length()) {
      int next = word.offsetByCodePoints(end, 1);
      if (width(word.substring(0, next)) > width) {
        break;
      }
      end = next;
    }
    return end;
  }

  private float width(String text) throws IOException {
    return font(showable(text)).getStringWidth(showable(text)) / 1000 * SIZE;
  }

  private void line(float left, String text) throws IOException {
    if (page == null || y < MARGIN) {
      endPage();
      var fresh = new PDPage(PDRectangle.A4);
      document.addPage(fresh);
      page = new PDPageContentStream(document, fresh);
      y = PDRectangle.A4.getHeight() - MARGIN;
    }
    String shown = showable(text);
    page.beginText();
    page.setFont(font(shown), SIZE);
    page.newLineAtOffset(left, y);
    page.showText(shown);
    page.endText();
    y -= LEADING;
  }

  private void endPage() throws IOException {
    if (page != null) {
      page.close();
      page = null;
    }
  }

  private PDFont font(String text) throws IOException {
    return hasAll(plain, text) ? plain : more();
  }

  private PDFont more() throws IOException {
    if (more == null) {
      try (var letters = PDDocument.class.getResourceAsStream(LETTERS)) {
        if (letters == null) {
          throw new IOException("The font of the transcripts is missing.");
        }
        more = PDType0Font.load(document, letters, true);
      }
    }
    return more;
  }

  /** What no font here has, such as an emoji, is told by its code point. */
  private String showable(String text) throws IOException {
    String clean = text.replaceAll("\\p{Cntrl}", " ");
    if (hasAll(plain, clean)) {
      return clean;
    }
    var shown = new StringBuilder();
    for (int c : clean.codePoints().toArray()) {
      String one = Character.toString(c);
      shown.append(hasAll(more(), one) ? one : "[U+%04X]".formatted(c));
    }
    return shown.toString();
  }

  private static boolean hasAll(PDFont font, String text) throws IOException {
    try {
      font.encode(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
