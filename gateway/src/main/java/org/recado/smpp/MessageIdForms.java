package org.recado.smpp;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The forms in which one message id may come back. SMSCs answer {@code submit_sm} with an id in one
 * base and write the receipt in the other, drop leading zeros, or change case. Keep the raw id;
 * store {@link #canonical} beside it; look a receipt's id up by its raw form first and then by each
 * of {@link #candidates} in turn, within one SMSC account.
 */
public final class MessageIdForms {

  /** Ids longer than this (SMPP 3.4 section 5.2.23) are compared as they are. */
  private static final int LONGEST_NUMBER = 64;

  private MessageIdForms() {}

  /** What a receipt's id is to the id of the {@code submit_sm_resp}. */
  public enum Form {
    /** The same but for case and leading zeros. */
    SAME,
    /** The answer was hexadecimal, the receipt is decimal. */
    HEX_OF_DECIMAL,
    /** The answer was decimal, the receipt is hexadecimal. */
    DECIMAL_OF_HEX
  }

  /**
   * A canonical id to look for.
   *
   * @param form how it came from the receipt's; an account keeps to one form, so that what matched
   *     once should be tried first from then on
   */
  public record Candidate(Form form, String id) {}

  /**
   * Without what SMSCs change at will: in lower case, spaces trimmed, no {@code 0x} and no leading
   * zeros.
   */
  public static String canonical(String id) {
    String lower = id.strip().toLowerCase(Locale.ROOT);
    if (lower.startsWith("0x")) {
      lower = lower.substring(2);
    }
    int zeros = 0;
    while (zeros < lower.length() - 1 && lower.charAt(zeros) == '0') {
      zeros++;
    }
    return lower.substring(zeros);
  }

  /** The canonical ids that a receipt's id may stand for, likeliest first, each once. */
  public static List<Candidate> candidates(String receiptId) {
    String same = canonical(receiptId);
    var candidates = new ArrayList<Candidate>();
    candidates.add(new Candidate(Form.SAME, same));
    if (same.length() <= LONGEST_NUMBER) {
      if (same.matches("[0-9]+")) {
        add(candidates, Form.HEX_OF_DECIMAL, new BigInteger(same).toString(16));
      }
      if (same.matches("[0-9a-f]+")) {
        add(candidates, Form.DECIMAL_OF_HEX, new BigInteger(same, 16).toString());
      }
    }
    return candidates;
  }

  private static void add(List<Candidate> candidates, Form form, String id) {
    if (candidates.stream().noneMatch(candidate -> candidate.id().equals(id))) {
      candidates.add(new Candidate(form, id));
    }
  }
}
