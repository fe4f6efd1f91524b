/**
 * Supervision: samples that a second officer can draw again, and what reviewers concluded. A review
 * is nothing but its record, so that it is in the ledger; to open a message is not to review it.
 */
@NullMarked
@NamedInterface("review")
package org.recado.archive.review;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
