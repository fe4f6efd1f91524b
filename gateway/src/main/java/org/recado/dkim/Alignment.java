package org.recado.dkim;

import com.google.common.net.InternetDomainName;
import java.net.IDN;
import java.util.Locale;

/** How close the domain that signed has to be to the author's, RFC 7489 section 3.1.1. */
public enum Alignment {
  /** Nobody is asked for a signature. */
  NONE,
  /** Both are of one organization: below the same name that can be registered. */
  RELAXED,
  /** Both are the same. */
  STRICT;

  /**
   * @param signer a {@code d=}
   * @param author the domain of the {@code From} field
   */
  public boolean holds(String signer, String author) {
    String one = ascii(signer);
    String other = ascii(author);
    return switch (this) {
      case NONE -> true;
      case STRICT -> one.equals(other);
      case RELAXED -> one.equals(other) || organization(one).equals(organization(other));
    };
  }

  /** By the public suffix list; of a suffix that is not on it, two labels. */
  private static String organization(String domain) {
    try {
      var name = InternetDomainName.from(domain);
      if (name.isPublicSuffix()) {
        return domain;
      }
      if (name.isUnderPublicSuffix()) {
        return name.topPrivateDomain().toString();
      }
    } catch (IllegalArgumentException e) {
      return domain; // nothing that could be registered
    }
    int dot = domain.lastIndexOf('.', domain.lastIndexOf('.') - 1);
    return domain.substring(dot + 1);
  }

  private static String ascii(String domain) {
    try {
      return IDN.toASCII(domain).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      return domain.toLowerCase(Locale.ROOT);
    }
  }
}
