/**
 * Puts the archive and the directory, which know no framework, together with the gateway, and runs
 * their loops.
 */
@NullMarked
package org.recado.assembly;

import org.jspecify.annotations.NullMarked;
