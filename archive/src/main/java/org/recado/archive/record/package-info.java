/** Appending a record, in the transaction of whoever made it happen, and reading it back. */
@NullMarked
@NamedInterface("record")
package org.recado.archive.record;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
