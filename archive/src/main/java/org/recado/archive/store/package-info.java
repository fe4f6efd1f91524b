/**
 * Object storage that keeps what it was given: S3 with versions and Object Lock in compliance mode.
 * The only package that knows the client library.
 */
@NullMarked
@NamedInterface("store")
package org.recado.archive.store;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
