package org.recado.receipt;

/** The keys of a receipt's text, SMPP 3.4 appendix B, with the ways they are written. */
enum ReceiptKey {
  ID("(?:(?:receipted[ _-]{0,2})?(?:message|msg)|smsc?)?[ _-]{0,2}id"),
  SUB("sub"),
  DLVRD("dlvrd"),
  SUBMITTED("(?:submit(?:ted)?|submission|sub|sent)[ _-]{0,2}(?:date|time)|submit(?:ted)?|sdate"),
  DONE("(?:done|deliver(?:y|ed)?|final)[ _-]{0,2}(?:date|time)|done|ddate"),
  STAT("(?:(?:dlr|message|msg|delivery|final|sms)[ _-]{0,2})?stat(?:us|e)?"),
  ERR(
      "(?:network[ _-]{0,2})?err(?:or)?(?:[ _-]{0,2}code)?|reason[ _-]{0,2}code"
          + "|cause(?:[ _-]{0,2}code)?"),
  TEXT("(?:short[ _-]{0,2})?(?:message|msg)(?:[ _-]{0,2}te?xt)?|te?xt");

  private final String pattern;

  ReceiptKey(String pattern) {
    this.pattern = pattern;
  }

  String pattern() {
    return pattern;
  }
}
