/**
 * Finding messages: one row for each text, derived from {@code record} in the order of {@code
 * ledger}, and at any time built anew from them.
 */
@NullMarked
@NamedInterface("search")
package org.recado.archive.search;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
