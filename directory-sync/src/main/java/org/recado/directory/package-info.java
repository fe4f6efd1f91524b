/**
 * Who is who: a snapshot of people, groups and contacts, changed only by a finished sync run, and
 * sign-in by binding to the directory itself. Knows no web, no SMTP and no SMPP.
 */
@NullMarked
@NamedInterface("directory")
package org.recado.directory;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
