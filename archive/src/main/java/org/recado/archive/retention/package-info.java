/**
 * How long what is kept: the class a record is given when it is made. Knows nothing of the rest;
 * {@code record} stamps what it says.
 */
@NullMarked
@NamedInterface("retention")
package org.recado.archive.retention;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
