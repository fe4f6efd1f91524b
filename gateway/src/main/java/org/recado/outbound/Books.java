package org.recado.outbound;

import java.time.Clock;
import org.recado.archive.record.Archive;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Where it is written down what becomes of texts: queue, states and record, together in one
 * transaction.
 */
public record Books(
    SmsQueue queue,
    SmsStates states,
    Archive archive,
    TransactionTemplate transaction,
    Clock clock) {}
