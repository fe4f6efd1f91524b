package org.recado.dkim;

/** Why a mail, a signature or a key proves nothing, as somebody who signs mail can use it. */
final class Unusable extends Exception {

  private static final long serialVersionUID = 1;

  Unusable(String sentence) {
    super(sentence, null, false, false);
  }

  String sentence() {
    return String.valueOf(getMessage());
  }
}
