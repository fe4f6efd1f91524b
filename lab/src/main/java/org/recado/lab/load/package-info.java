/**
 * Load and measurement: an SMTP generator on bare sockets, and a bench that runs the packaged
 * gateway against the lab, with Postfix beside it where that is installed.
 */
@NullMarked
package org.recado.lab.load;

import org.jspecify.annotations.NullMarked;
