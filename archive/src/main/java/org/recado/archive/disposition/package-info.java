/**
 * The end of what is kept: proposed, approved by two, run, certified; or blocked for everybody but
 * courts. The database holds to it whoever calls (V70__disposition.sql); what is sealed, such as
 * holds, is looked at here. The leaf of what is destroyed stays, so every proof stays valid.
 */
@NullMarked
@NamedInterface("disposition")
package org.recado.archive.disposition;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
