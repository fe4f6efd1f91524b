package org.recado.intake;

/**
 * What is said to an SMTP client: reply code (RFC 5321 section 4.2), enhanced status code (RFC
 * 3463), and one sentence that a sender may read in a bounce. Holds no text of a message and no
 * whole number of somebody else.
 *
 * @param code 250, or 4xx for "try again", 5xx for "do not"
 * @param status like {@code 5.1.1}; its class is the code's first digit
 * @param text one line
 */
public record Answer(int code, String status, String text) {

  public Answer {
    if (status.charAt(0) - '0' != code / 100) {
      throw new IllegalArgumentException(code + " and " + status + " are not of one class");
    }
    text = text.replaceAll("[\\r\\n\\t]+", " ");
  }

  public static Answer ok(String status, String text) {
    return new Answer(250, status, text);
  }

  public boolean isPositive() {
    return code / 100 == 2;
  }
}
