/**
 * Taking a copy out, with all that an outsider needs to check it against a published checkpoint:
 * docs/archive-format.md section 7.
 */
@NullMarked
@NamedInterface("export")
package org.recado.archive.export;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
