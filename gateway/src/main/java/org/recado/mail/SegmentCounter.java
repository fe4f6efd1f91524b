package org.recado.mail;

import org.recado.message.SmsText;

/** What a text will cost on the air; asked of whoever encodes it. */
@FunctionalInterface
public interface SegmentCounter {

  /**
   * @param encoding {@code GSM-7} or {@code UCS-2}
   * @param segments how many short messages carry the text
   */
  record Cost(String encoding, int segments) {}

  Cost count(SmsText text);
}
