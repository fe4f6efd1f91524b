/**
 * The cold tier: contents of closed months in sealed segments, locked in an object store. What a
 * segment is, is in docs/archive-format.md; why it is so, in docs/adr/0011.
 */
@NullMarked
@NamedInterface("cold")
package org.recado.archive.cold;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
