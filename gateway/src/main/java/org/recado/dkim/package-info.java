/**
 * Who signed a mail: DomainKeys Identified Mail (RFC 6376) with the algorithms of RFC 8301 and RFC
 * 8463, and whether the signer may speak for the author (RFC 7489 section 3.1.1). Signatures are
 * checked, none is made.
 *
 * <p>Neighbours: {@code intake} asks about mail of relays that have to prove their authors. The
 * only package that imports the DNS and public suffix libraries.
 */
@NullMarked
package org.recado.dkim;

import org.jspecify.annotations.NullMarked;
