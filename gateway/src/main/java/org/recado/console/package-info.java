/**
 * The web console: sign-in by directory account, search, the conversation with its steps, the state
 * of the gateway. Reads through the interfaces of the archive and the directory, changes nothing in
 * them, and records every sign-in, search and view before it answers. Also decides who may ask for
 * health and metrics.
 */
@NullMarked
package org.recado.console;

import org.jspecify.annotations.NullMarked;
