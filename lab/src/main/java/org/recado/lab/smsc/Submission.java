package org.recado.lab.smsc;

import java.time.Instant;

/**
 * One {@code submit_sm} as it came in.
 *
 * @param at when it was read
 * @param connection the link it came over, like {@code recado#1}
 * @param source {@code source_addr}
 * @param destination {@code destination_addr}
 * @param text the text of this segment, as a phone would show it
 * @param part place of this segment in its text, from 1
 * @param parts how many segments the text has
 * @param messageId the {@code message_id} it was given, empty when it was not taken
 * @param commandStatus what it was, or would have been, answered
 * @param pdu the whole PDU in hexadecimal
 */
public record Submission(
    Instant at,
    String connection,
    String source,
    String destination,
    String text,
    int part,
    int parts,
    String messageId,
    int commandStatus,
    String pdu) {

  /** Whether the SMSC took it on itself to deliver this segment. */
  public boolean taken() {
    return !messageId.isEmpty();
  }
}
