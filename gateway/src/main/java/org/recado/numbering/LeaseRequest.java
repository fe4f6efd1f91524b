package org.recado.numbering;

import java.util.Optional;
import org.recado.message.MailAddress;
import org.recado.message.Msisdn;

/**
 * Asks for a number to text a client by.
 *
 * @param pool name of the pool to choose from
 * @param mailId the Message-ID of the mail that asks, if it came by mail
 * @param subject that mail's subject
 */
public record LeaseRequest(
    Msisdn client,
    String owner,
    MailAddress mailbox,
    String pool,
    Optional<String> mailId,
    Optional<String> subject) {}
