package org.recado.archive.store;

/**
 * One version of one object. Later versions, and marks that hide the object, do not touch it.
 *
 * @param key its name in the bucket
 * @param version as the store named it
 */
public record ObjectVersion(String key, String version) {}
