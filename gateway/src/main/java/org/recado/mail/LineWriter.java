package org.recado.mail;

import java.util.ArrayList;
import java.util.List;

/** Collects text into lines the way a browser lays it out: blanks collapse, blocks begin lines. */
final class LineWriter {

  private final List<Line> lines = new ArrayList<>();
  private final StringBuilder line = new StringBuilder();
  private final StringBuilder hidden = new StringBuilder();
  private Regions.Region region = Regions.Region.BODY;
  private boolean started;
  private boolean spacePending;
  private boolean blankPending;

  /** Length of the line's bullet, or 0. */
  private int marked;

  void region(Regions.Region now) {
    if (!now.equals(region)) {
      endLine();
      region = now;
    }
  }

  void text(String text, boolean preformatted) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (preformatted && c == '\n') {
        newLine();
      } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
        if (preformatted) {
          begin();
          line.append(c == '\r' ? "" : " ");
        } else {
          spacePending = started && line.length() > 0;
        }
      } else {
        begin();
        if (spacePending) {
          line.append(' ');
          spacePending = false;
        }
        line.append(c);
      }
    }
  }

  /** A bullet or number; what follows stands beside it. */
  void mark(String marker) {
    endLine();
    begin();
    line.append(marker);
    marked = line.length();
    spacePending = true;
  }

  /** Whether the line has its bullet and nothing else yet. */
  boolean onlyMarked() {
    return marked > 0 && line.length() == marked;
  }

  /** The next cell of a row stands beside the one before. */
  void cell() {
    spacePending = started && line.length() > 0;
  }

  void newLine() {
    begin();
    endLine();
  }

  /** The border of a block. */
  void block(boolean spaced) {
    endLine();
    blankPending |= spaced && !lines.isEmpty();
  }

  void hide(String text) {
    if (!text.isBlank()) {
      hidden.append(hidden.length() == 0 ? "" : "\n").append(text.strip());
    }
  }

  List<Line> lines() {
    endLine();
    return lines;
  }

  /** More than anybody will read. */
  boolean full() {
    return lines.size() > Budget.MAX_LINES;
  }

  String hidden() {
    return hidden.toString();
  }

  private void begin() {
    if (!started && blankPending) {
      boolean blankAlready = lines.isEmpty() || lines.get(lines.size() - 1).empty();
      if (!blankAlready) {
        lines.add(Line.of("", region.depth(), region.origin()));
      }
      blankPending = false;
    }
    started = true;
  }

  private void endLine() {
    if (started) {
      lines.add(Line.of(line.toString(), region.depth(), region.origin()));
    }
    line.setLength(0);
    marked = 0;
    started = false;
    spacePending = false;
  }
}
