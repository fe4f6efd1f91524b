package org.recado.outbound;

import java.util.List;
import org.recado.smpp.SubmitResult;

/**
 * How one attempt ended.
 *
 * @param sms the text
 * @param connection where it was tried
 * @param accepted segments the SMSC took in this attempt
 * @param last what became of the last segment tried; those after it were not
 * @param parts how many segments the text has
 */
record Outcome(
    QueuedSms sms,
    String connection,
    List<SmsQueue.SentSegment> accepted,
    SubmitResult last,
    int parts) {}
