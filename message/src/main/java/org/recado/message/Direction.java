package org.recado.message;

/** Which way a short message went, in the words of 3GPP TS 23.040 section 3.1. */
public enum Direction {
  /** Mobile terminated: from the firm to the client. */
  MT,
  /** Mobile originated: from the client to the firm. */
  MO
}
