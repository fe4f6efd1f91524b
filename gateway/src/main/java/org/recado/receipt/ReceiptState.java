package org.recado.receipt;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

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

  /**
   * What vendors write, by what of it tells: the first that is found counts, so that {@code
   * NOT_DELIVERED} is not taken for delivered, and {@code DELIVERED_TO_OPERATOR} neither. Letters
   * only, without what stands between them.
   */
  private static final Map<Pattern, ReceiptState> OTHER_WORDS = new LinkedHashMap<>();

  static {
    other("REJ|BLOCK|BLACKLIST|BARRED|^DND|^SPAM|^NACK", REJECTD);
    other("EXPIR|TIMEOUT|TIMEDOUT", EXPIRED);
    other("UNDE?L|(NOT?|NON)DELIV|FAIL|IMPOSSIBLE|^ERR|SKIPPED|ABSENT|SUBSCRIBER", UNDELIV);
    other("^DELET|CANCEL", DELETED);
    other(
        "ENROUT|PENDING|QUEUE|BUFF|SCHEDUL|SUBMIT|RETR(Y|I)|PROGRESS|TRANSIT|^SENT|^ACK", ENROUTE);
    other("TO(OPERATOR|SMSC|NETWORK|CARRIER|GATEWAY)$", ENROUTE);
    other("^DE?LI?VE?R|^DELIV|^SUCCE|^(READ|SEEN|DISPLAYED|RECEIVED)$", DELIVRD);
    other("^ACCE?PT", ACCEPTD);
    other("^UNKN", UNKNOWN);
  }

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
    String letters = word.replaceAll("[^A-Z]", "");
    return OTHER_WORDS.entrySet().stream()
        .filter(other -> other.getKey().matcher(letters).find())
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static void other(String regex, ReceiptState state) {
    OTHER_WORDS.put(Pattern.compile(regex), state);
  }
}
