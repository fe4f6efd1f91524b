package org.recado.commit;

/**
 * Names this process in claims. New at each start: a process that died is never mistaken for its
 * successor.
 */
public record NodeName(String value) {}
