package org.recado.receipt;

/** The keys of a receipt's text, SMPP 3.4 appendix B, with the ways they are written. */
enum ReceiptKey {
  ID("(?:(?:receipted[ _-]?)?(?:message|msg)|smsc?)?[ _-]?id"),
  SUB("sub"),
  DLVRD("dlvrd"),
  SUBMITTED("(?:submit(?:ted)?|submission|sub|sent)[ _-]?(?:date|time)|submit(?:ted)?|sdate"),
  DONE("(?:done|deliver(?:y|ed)?|final)[ _-]?(?:date|time)|done|ddate"),
  STAT("(?:(?:dlr|message|msg|delivery|final|sms)[ _-]?)?stat(?:us|e)?"),
  ERR("(?:network[ _-]?)?err(?:or)?(?:[ _-]?code)?|reason[ _-]?code|cause(?:[ _-]?code)?"),
  TEXT("(?:short[ _-]?)?(?:message|msg)(?:[ _-]?te?xt)?|te?xt");

  private final String pattern;

  ReceiptKey(String pattern) {
    this.pattern = pattern;
  }

  String pattern() {
    return pattern;
  }
}
