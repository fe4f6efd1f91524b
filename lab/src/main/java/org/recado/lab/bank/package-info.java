/** What a bank already has when Recado comes: PostgreSQL, directory, mail server, certificates. */
@NullMarked
package org.recado.lab.bank;

import org.jspecify.annotations.NullMarked;
