package org.recado.directory;

import org.recado.message.Msisdn;

/** A client the directory knows by name, or an employee's own mobile. */
public record Contact(String name, Msisdn number) {}
