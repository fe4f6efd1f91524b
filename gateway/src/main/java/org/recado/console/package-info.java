/**
 * The web console and REST: sign-in by directory account, search, the conversation with its steps.
 * Reads through the interfaces of the archive and the directory; records every search and view.
 */
@NullMarked
package org.recado.console;

import org.jspecify.annotations.NullMarked;
