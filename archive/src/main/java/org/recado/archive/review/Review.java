package org.recado.archive.review;

import java.time.Instant;
import java.util.Optional;
import org.recado.message.MessageId;

/**
 * One conclusion about one message; a later one does not undo it.
 *
 * @param by who reviewed, as the ledger names them
 * @param note why
 */
public record Review(
    MessageId message, Outcome outcome, String by, Optional<String> note, Instant at) {}
