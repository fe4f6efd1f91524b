package org.recado.receipt;

/** The keys of a receipt's text, SMPP 3.4 appendix B, with the ways they are written. */
enum ReceiptKey {
  ID("(?:message|msg)?[ _-]?id"),
  SUB("sub"),
  DLVRD("dlvrd"),
  SUBMITTED("submit[ _-]?date|sdate"),
  DONE("done[ _-]?date|ddate"),
  STAT("stat(?:us|e)?"),
  ERR("err(?:or)?(?:[ _-]?code)?"),
  TEXT("text");

  private final String pattern;

  ReceiptKey(String pattern) {
    this.pattern = pattern;
  }

  String pattern() {
    return pattern;
  }
}
