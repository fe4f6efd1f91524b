package org.recado.intake;

import java.util.Optional;
import org.recado.message.MessageId;

/**
 * What became of a mail that was to be written.
 *
 * @param id what it was accepted under
 * @param before whether that was by an earlier transaction, and nothing is sent for this one
 * @param refusal one sentence for the sender if it was not written after all: it is over a limit
 */
record Accepted(MessageId id, boolean before, Optional<String> refusal) {}
