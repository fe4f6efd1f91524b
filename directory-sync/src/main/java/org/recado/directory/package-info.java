/**
 * Who is who: a snapshot of people, groups and contacts, changed only by a finished sync run, and
 * sign-in by binding to the directory itself. Knows no web, no SMTP and no SMPP.
 *
 * <p>Others ask {@link org.recado.directory.Directory} and {@link org.recado.directory.SignIn}. A
 * run goes {@code LdapSource} (all or nothing), {@code EntryReader} (entries → people, groups,
 * contacts), {@code Changes} (against the snapshot), {@code Brake}, {@code SnapshotStore} (one
 * transaction); {@link org.recado.directory.DirectorySync} leads through it. The only package that
 * speaks LDAP. See {@code docs/directory.md}.
 */
@NullMarked
package org.recado.directory;

import org.jspecify.annotations.NullMarked;
