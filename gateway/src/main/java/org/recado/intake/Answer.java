package org.recado.intake;

import java.text.Normalizer;

/**
 * What is said to an SMTP client: reply code (RFC 5321 section 4.2), enhanced status code (RFC
 * 3463), and one sentence that a sender may read in a bounce. Holds no text of a message and no
 * whole number of somebody else.
 *
 * @param code 250, or 4xx for "try again", 5xx for "do not"
 * @param status like {@code 5.1.1}; its class is the code's first digit
 * @param text one line of ASCII; made one if it is not, and shortened so that the whole reply has
 *     no more than the 512 octets of RFC 5321 section 4.5.3.1.5
 */
public record Answer(int code, String status, String text) {

  private static final int LONGEST = 480;

  public Answer {
    if (status.charAt(0) - '0' != code / 100) {
      throw new IllegalArgumentException(code + " and " + status + " are not of one class");
    }
    text = inAscii(text.replaceAll("\\p{Cntrl}+", " "));
    text = text.length() <= LONGEST ? text : text.substring(0, LONGEST - 3) + "...";
  }

  /**
   * A reply is ASCII (RFC 5321 section 4.2) unless the client said otherwise: accents go, whatever
   * else there is becomes a question mark.
   */
  private static String inAscii(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFD)
        .replaceAll("\\p{M}+", "")
        .replaceAll("[^ -~]", "?");
  }

  public static Answer ok(String status, String text) {
    return new Answer(250, status, text);
  }

  public boolean isPositive() {
    return code / 100 == 2;
  }
}
