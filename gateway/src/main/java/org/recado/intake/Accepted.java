package org.recado.intake;

import org.recado.message.MessageId;

/**
 * A mail that is on disk.
 *
 * @param id what it was accepted under
 * @param before whether that was by an earlier transaction, and nothing is sent for this one
 */
record Accepted(MessageId id, boolean before) {}
