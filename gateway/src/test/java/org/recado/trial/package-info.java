/** What the tests of several packages stand on: a database of their own, and a whole gateway. */
@NullMarked
package org.recado.trial;

import org.jspecify.annotations.NullMarked;
