/**
 * The Merkle tree over all records (RFC 6962) and its signed heads (C2SP signed-note and
 * tlog-checkpoint). Follows {@code record} a moment after commit; {@code verify} and {@code export}
 * read what it wrote.
 */
@NullMarked
@NamedInterface("ledger")
package org.recado.archive.ledger;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
