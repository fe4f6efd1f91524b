package org.recado.reply;

import java.time.Instant;
import java.util.Optional;
import org.recado.message.MessageId;
import org.recado.message.Msisdn;
import org.recado.message.SmsText;

/**
 * A whole message of a client.
 *
 * @param client empty when it came from no E.164 number: a short code, a name
 * @param address the source address as the SMSC gave it
 * @param number the long number it was sent to
 * @param text empty when there is none, or it is data
 * @param partial not every part came in time
 * @param repeated the same words came a moment ago to another process: it may be the SMSC's second
 *     delivery
 * @param writtenAt when its first part came, if that is long before {@code at}
 */
record Reply(
    MessageId id,
    Optional<Msisdn> client,
    String address,
    Optional<Msisdn> number,
    String connection,
    Optional<SmsText> text,
    boolean partial,
    boolean repeated,
    Optional<Instant> writtenAt,
    Instant at) {}
