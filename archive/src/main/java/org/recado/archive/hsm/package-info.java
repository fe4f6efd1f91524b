/**
 * The archive key wrapped by a hardware security module. The only package that speaks PKCS#11,
 * through the JDK's own provider.
 */
@NullMarked
@NamedInterface("hsm")
package org.recado.archive.hsm;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
