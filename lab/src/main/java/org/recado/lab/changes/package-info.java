/** Waiting for something to happen in the lab, without sleeping. Used by all of it. */
@NullMarked
package org.recado.lab.changes;

import org.jspecify.annotations.NullMarked;
