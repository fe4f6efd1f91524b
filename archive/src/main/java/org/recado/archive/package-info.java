/**
 * The retention archive: what happened to every message, kept so that an outsider can check it.
 * Knows no web, no SMTP and no SMPP; {@code record} is the way in, everything else reads what it
 * wrote.
 */
@NullMarked
package org.recado.archive;

import org.jspecify.annotations.NullMarked;
