package org.recado.lab.smsc;

/** What the receipts of an SMSC look like. */
public enum ReceiptForm {
  /** The text of SMPP 3.4 appendix B, the id as it was given. */
  PLAIN,
  /**
   * The same with the TLVs receipted_message_id and message_state (sections 5.3.2.12, 5.3.2.35).
   */
  WITH_TLVS,
  /**
   * {@code submit_sm_resp} gives the id in hexadecimal, the receipt in decimal, as many SMSCs do.
   */
  DECIMAL_FOR_HEX
}
