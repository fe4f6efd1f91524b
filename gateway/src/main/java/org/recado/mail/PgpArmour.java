package org.recado.mail;

/** OpenPGP in the text itself, RFC 9580 sections 6.2 and 7. */
final class PgpArmour {

  private static final String MESSAGE = "-----BEGIN PGP MESSAGE-----";
  private static final String SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----";
  private static final String SIGNATURE = "-----BEGIN PGP SIGNATURE-----";

  private static final String KEY = "-----BEGIN PGP PUBLIC KEY BLOCK-----";
  private static final String KEY_END = "-----END PGP PUBLIC KEY BLOCK-----";

  private PgpArmour() {}

  /** Whether the text carries a key, which is an attachment in all but form. */
  static boolean key(String text) {
    return text.contains(KEY);
  }

  /** A key without an end stays. Each octet is looked at once, however many begin. */
  static String withoutKey(String text) {
    var kept = new StringBuilder(text.length());
    int from = 0;
    for (int begin = text.indexOf(KEY); begin >= 0; begin = text.indexOf(KEY, from)) {
      int end = text.indexOf(KEY_END, begin);
      if (end < 0) {
        break;
      }
      kept.append(text, from, begin);
      from = end + KEY_END.length();
    }
    return kept.append(text, from, text.length()).toString();
  }

  static boolean encrypted(String text) {
    return text.startsWith(MESSAGE) || text.contains("\n" + MESSAGE);
  }

  /** The text between the armour, its dashes no longer escaped. */
  static String withoutSignature(String text) {
    int begin = text.indexOf(SIGNED);
    int end = text.indexOf(SIGNATURE, Math.max(begin, 0));
    if (begin < 0 || end < 0) {
      return text;
    }
    String inner = text.substring(begin + SIGNED.length(), end).replace("\r\n", "\n");
    int headersEnd = inner.indexOf("\n\n");
    String signed = headersEnd < 0 ? inner : inner.substring(headersEnd + 2);
    return text.substring(0, begin) + signed.replaceAll("(?m)^- ", "");
  }
}
