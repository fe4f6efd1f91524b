/**
 * The packaged jar as a process among real servers: the whole way of a message, and what holds when
 * it is killed.
 */
@NullMarked
package org.recado.e2e;

import org.jspecify.annotations.NullMarked;
