package org.recado.archive.record;

import java.io.IOException;

/**
 * Keeps a key of its own, which never leaves it, and wraps archive keys under it, so that the file
 * of the archive key is of no use without it: an HSM, or what else manages keys. It is asked when
 * the file is read or written, and never for a single record (docs/adr/0012).
 */
public interface KeyService {

  /** The word its lines in the file begin with, like {@code pkcs11}. */
  String scheme();

  /** The name of the key that is wrapped under from now on; without white space. */
  String keyName();

  /**
   * @param key octets of an archive key
   * @return what {@link #unwrap} makes the key of again
   * @throws IOException with a sentence for the operator: away, or the key is not there
   */
  byte[] wrap(byte[] key) throws IOException;

  /**
   * @param keyName of the key it was wrapped under, which need not be the one of today
   * @throws IOException with a sentence for the operator: away, or the key is not there, or another
   *     one than it was
   */
  byte[] unwrap(String keyName, byte[] wrapped) throws IOException;
}
