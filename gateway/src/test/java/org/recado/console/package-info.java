/**
 * The console as people meet it: over HTTP, signed in by the lab's directory, reading an archive
 * that real mails and texts have filled.
 */
@NullMarked
package org.recado.console;

import org.jspecify.annotations.NullMarked;
