/** The client's wishes: who does not want to be written to, and in which words they say so. */
@NullMarked
package org.recado.protection;

import org.jspecify.annotations.NullMarked;
