package org.recado.numbering;

import org.recado.message.MailAddress;
import org.recado.message.Msisdn;

/**
 * A long number of the firm.
 *
 * @param pool the pool it is in
 * @param connection the SMPP connection that serves it
 * @param desk the mailbox for what belongs to nobody
 */
public record LongNumber(Msisdn number, String pool, String connection, MailAddress desk) {}
