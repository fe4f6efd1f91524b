package org.recado.archive.store;

import java.time.Instant;
import java.util.Optional;

/**
 * How the store keeps a version.
 *
 * @param size in octets
 * @param lockedUntil until when nobody, not even the account's owner, can remove it; empty if it is
 *     not locked in compliance mode
 * @param held whether a legal hold keeps it, whatever the time
 */
public record ObjectState(
    ObjectVersion version, long size, Optional<Instant> lockedUntil, boolean held) {}
