package org.recado.console;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.recado.archive.search.Hit;
import org.recado.console.Moments.Moment;
import org.recado.message.Direction;

/**
 * The messages of one client with one employee over one long number, as both had them.
 *
 * @param opened the message that was asked for
 * @param number the long number, or empty
 * @param earlier whether there are earlier messages than those shown, and so {@code later}
 */
record Conversation(
    String opened,
    String client,
    String clientName,
    String employee,
    String number,
    List<Bubble> bubbles,
    boolean earlier,
    boolean later) {

  /**
   * One message.
   *
   * @param day the day, where it is the first of a day; else empty
   * @param told its steps, where they are shown at once
   */
  record Bubble(
      String message,
      boolean fromClient,
      boolean opened,
      String day,
      Moment at,
      String text,
      String status,
      String statusLabel,
      String category,
      String reference,
      Steps.@Nullable Told told) {}

  /** How many messages are shown before and after the one that was asked for. */
  static final int AROUND = 100;

  /** The messages around the one that was asked for. */
  static List<Hit> around(Hit opened, List<Hit> all) {
    int at = Math.max(0, all.indexOf(opened));
    return all.subList(Math.max(0, at - AROUND), Math.min(all.size(), at + AROUND + 1));
  }

  static Conversation of(
      Hit opened,
      List<Hit> all,
      List<Hit> shown,
      Names names,
      Texts texts,
      Moments moments,
      java.util.function.Function<Hit, Steps.@Nullable Told> steps) {
    var bubbles = new ArrayList<Bubble>();
    String day = "";
    for (Hit hit : shown) {
      var at = moments.of(hit.at());
      bubbles.add(
          new Bubble(
              hit.message().toString(),
              hit.direction() == Direction.MO,
              hit.message().equals(opened.message()),
              at.day().equals(day) ? "" : at.day(),
              at,
              hit.text(),
              hit.status().orElse(""),
              hit.status().map(texts::status).orElse(""),
              hit.category().orElse(""),
              hit.reference().orElse(""),
              steps.apply(hit)));
      day = at.day();
    }
    return new Conversation(
        opened.message().toString(),
        opened.client().orElse(""),
        names.client(opened),
        names.employee(opened),
        opened.number().orElse(""),
        bubbles,
        !shown.get(0).equals(all.get(0)),
        !shown.get(shown.size() - 1).equals(all.get(all.size() - 1)));
  }
}
