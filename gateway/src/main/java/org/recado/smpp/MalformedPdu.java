package org.recado.smpp;

/** Octets that are no PDU. The message says where, and nothing of the content. */
final class MalformedPdu extends Exception {

  private static final long serialVersionUID = 1;

  MalformedPdu(String message) {
    super(message);
  }
}
