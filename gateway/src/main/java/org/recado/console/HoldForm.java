package org.recado.console;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.recado.archive.hold.HoldScope;
import org.recado.message.MessageId;
import org.recado.message.Msisdn;

/**
 * What was typed to place a hold, as it was typed; empty where nothing was. All of it narrows the
 * hold.
 *
 * @param from the first day, like {@code 2026-11-21}
 * @param to the last day
 */
record HoldForm(
    String message,
    String client,
    String mailbox,
    String words,
    String from,
    String to,
    String reason) {

  private static final int LONGEST = 300;
  private static final int LONGEST_REASON = 2_000;

  static HoldForm of(Map<String, String> given) {
    return new HoldForm(
        text(given, "message", LONGEST),
        text(given, "client", LONGEST),
        text(given, "mailbox", LONGEST),
        text(given, "words", LONGEST),
        text(given, "from", LONGEST),
        text(given, "to", LONGEST),
        text(given, "reason", LONGEST_REASON));
  }

  static String text(Map<String, String> given, String name, int longest) {
    String text = given.getOrDefault(name, "").replaceAll("\\p{Cntrl}", " ").strip();
    return text.length() > longest ? text.substring(0, longest) : text;
  }

  /** The fields that cannot be understood or are missing; {@code scope} if there is none at all. */
  List<String> mistakes(ZoneId zone) {
    var mistakes = new ArrayList<String>();
    if (!message.isEmpty() && messageId().isEmpty()) {
      mistakes.add("message");
    }
    if (!client.isEmpty() && number().isEmpty()) {
      mistakes.add("client");
    }
    if (!mailbox.isEmpty() && !mailbox.matches("[^@\\s]+@[^@\\s]+")) {
      mistakes.add("mailbox");
    }
    // signs alone are in no message, and the hold would be over none
    if (!words.isEmpty() && words.codePoints().noneMatch(Character::isLetterOrDigit)) {
      mistakes.add("words");
    }
    var begin = day(from, 0, zone);
    var end = day(to, 1, zone);
    if (!from.isEmpty() && begin.isEmpty()) {
      mistakes.add("from");
    }
    boolean backwards = begin.isPresent() && end.filter(at -> !at.isAfter(begin.get())).isPresent();
    if ((!to.isEmpty() && end.isEmpty()) || backwards) {
      mistakes.add("to");
    }
    if (reason.isEmpty()) {
      mistakes.add("reason");
    }
    if ((message + client + mailbox + words + from + to).isEmpty()) {
      mistakes.add("scope");
    }
    return mistakes;
  }

  /** Call only if there are no mistakes. */
  HoldScope scope(ZoneId zone) {
    return new HoldScope(
        messageId(),
        number(),
        Optional.empty(),
        Optional.of(mailbox).filter(text -> !text.isEmpty()),
        Optional.empty(),
        day(from, 0, zone),
        day(to, 1, zone),
        Optional.of(words).filter(text -> !text.isEmpty()));
  }

  private Optional<MessageId> messageId() {
    try {
      return message.isEmpty() ? Optional.empty() : Optional.of(MessageId.of(message));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Optional<String> number() {
    try {
      return client.isEmpty()
          ? Optional.empty()
          : Optional.of(Msisdn.of(client.replaceAll("[\\s().-]", "")).e164());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<Instant> day(String text, int later, ZoneId zone) {
    try {
      return text.isEmpty()
          ? Optional.empty()
          : Optional.of(LocalDate.parse(text).plusDays(later).atStartOfDay(zone).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
