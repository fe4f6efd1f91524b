/**
 * An SMSC with the phones behind it, for tests, the demo and the benchmarks. It speaks SMPP 3.4 by
 * code of its own, so that the library the gateway uses is checked against another reading of the
 * standard, and so that it can leave a PDU unanswered, answer late, or cut a link at will.
 */
@NullMarked
package org.recado.lab.smsc;

import org.jspecify.annotations.NullMarked;
