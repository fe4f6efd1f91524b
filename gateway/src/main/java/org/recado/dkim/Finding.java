package org.recado.dkim;

import java.util.Set;

/** What became of one signature. */
public sealed interface Finding {

  /**
   * It holds.
   *
   * @param domain who signed
   * @param selector which of the domain's keys
   * @param algorithm {@code rsa-sha256} or {@code ed25519-sha256}
   * @param unsigned names, in lower case, of the fields of the mail of which the signature leaves
   *     any out
   * @param wholeBody false if anything could be added to the body, and something was (RFC 6376
   *     section 8.2)
   */
  record Valid(
      String domain, String selector, String algorithm, Set<String> unsigned, boolean wholeBody)
      implements Finding {

    public Valid {
      unsigned = Set.copyOf(unsigned);
    }
  }

  /**
   * It does not hold, and never will.
   *
   * @param reason a sentence for whoever signs the mail
   */
  record Invalid(String reason) implements Finding {}

  /** The key could not be fetched just now. */
  record Unknown(String domain) implements Finding {}

  /** It holds or not: whoever signed has no say here. */
  record Foreign(String domain) implements Finding {}
}
