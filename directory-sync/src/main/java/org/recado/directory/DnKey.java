package org.recado.directory;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** A DN in the form in which two that mean the same entry are alike, whatever their length. */
final class DnKey {

  private DnKey() {}

  /** 32 hexadecimal digits; empty for what is no DN. */
  static Optional<String> of(String text) {
    try {
      return text.indexOf('=') < 0 ? Optional.empty() : Optional.of(digest(DN.normalize(text)));
    } catch (LDAPException e) {
      return Optional.empty();
    }
  }

  private static String digest(String normal) {
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(normal.getBytes(StandardCharsets.UTF_8)), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
