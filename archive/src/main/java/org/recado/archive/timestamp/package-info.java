/**
 * Time stamps of a third party (RFC 3161) over checkpoints: proof that the tree was what it was at
 * a time that is not the firm's own to say. Each is a record, so it is in the ledger itself.
 */
@NullMarked
@NamedInterface("timestamp")
package org.recado.archive.timestamp;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
