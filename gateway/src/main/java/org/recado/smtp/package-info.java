/**
 * The ESMTP listener: sessions, AUTH, trusted relays, DSN parameters, limits. The only package that
 * imports SubEthaSMTP.
 */
@NullMarked
package org.recado.smtp;

import org.jspecify.annotations.NullMarked;
