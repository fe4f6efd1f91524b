package org.recado.receipt;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a receipt says of a message, in the seven letters of SMPP 3.4 appendix B; numbers from
 * section 5.2.28.
 */
public enum ReceiptState {
  ENROUTE(1, false),
  DELIVRD(2, true),
  EXPIRED(3, true),
  DELETED(4, true),
  UNDELIV(5, true),
  /** Taken for the subscriber by a person or an answering service: appendix B calls it final. */
  ACCEPTD(6, true),
  UNKNOWN(7, true),
  REJECTD(8, true);

  private static final Map<String, ReceiptState> OTHER_WORDS =
      Map.ofEntries(
          Map.entry("DELIVERED", DELIVRD),
          Map.entry("DELIVERD", DELIVRD),
          Map.entry("DELIVRED", DELIVRD),
          Map.entry("DELIVERY", DELIVRD),
          Map.entry("DLVRD", DELIVRD),
          Map.entry("EXPIRD", EXPIRED),
          Map.entry("UNDELIVERED", UNDELIV),
          Map.entry("UNDELIVERABLE", UNDELIV),
          Map.entry("UNDELIVRD", UNDELIV),
          Map.entry("UNDELIVERD", UNDELIV),
          Map.entry("UNDLVRD", UNDELIV),
          Map.entry("FAILED", UNDELIV),
          Map.entry("SKIPPED", UNDELIV),
          Map.entry("ACCEPTED", ACCEPTD),
          Map.entry("UNKNWN", UNKNOWN),
          Map.entry("UNKNOWN_STATE", UNKNOWN),
          Map.entry("REJECTED", REJECTD),
          Map.entry("REJECT", REJECTD),
          Map.entry("BUFFERED", ENROUTE),
          Map.entry("BUFFRED", ENROUTE),
          Map.entry("SCHEDULED", ENROUTE),
          Map.entry("EN_ROUTE", ENROUTE));

  private final int number;
  private final boolean last;

  ReceiptState(int number, boolean last) {
    this.number = number;
    this.last = last;
  }

  /** Whether no other state follows. */
  public boolean isFinal() {
    return last;
  }

  /** By {@code message_state}; SMPP 5.0 adds 0 SCHEDULED, read as under way, and 9 SKIPPED. */
  static Optional<ReceiptState> ofNumber(int number) {
    if (number == 0) {
      return Optional.of(ENROUTE);
    }
    if (number == 9) {
      return Optional.of(UNDELIV);
    }
    for (ReceiptState state : values()) {
      if (state.number == number) {
        return Optional.of(state);
      }
    }
    return Optional.empty();
  }

  /** By the {@code stat} field: the standard's word, one that vendors use for it, or a number. */
  static Optional<ReceiptState> ofWord(String stat) {
    String word = stat.toUpperCase(Locale.ROOT);
    for (ReceiptState state : values()) {
      if (state.name().equals(word)) {
        return Optional.of(state);
      }
    }
    if (word.matches("0{0,2}[0-9]")) {
      return ofNumber(Integer.parseInt(word));
    }
    if (word.endsWith("_REJECTED") || word.startsWith("REJECT")) {
      return Optional.of(REJECTD);
    }
    return Optional.ofNullable(OTHER_WORDS.get(word));
  }
}
