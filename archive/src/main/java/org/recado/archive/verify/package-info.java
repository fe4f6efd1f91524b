/**
 * Checks the archive against itself and against the world, from raw rows, without the gateway:
 * every column of every table of {@code record}, {@code ledger} and {@code search}.
 */
@NullMarked
@NamedInterface("verify")
package org.recado.archive.verify;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
