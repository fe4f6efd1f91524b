/**
 * The try-it command: a gateway among everything it needs, on the fixed ports, with a story to
 * begin with.
 */
@NullMarked
package org.recado.demo;

import org.jspecify.annotations.NullMarked;
