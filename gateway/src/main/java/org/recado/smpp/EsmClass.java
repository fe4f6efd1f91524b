package org.recado.smpp;

/** The bits of {@code esm_class}, SMPP 3.4 section 5.2.12, that Recado looks at. */
public final class EsmClass {

  /** {@code short_message} begins with a user data header. */
  public static final int UDHI = 0x40;

  private static final int DELIVERY_RECEIPT = 0x04;
  private static final int ESME_ACK = 0x08;
  private static final int INTERMEDIATE = 0x20;
  private static final int REPLY_PATH = 0x80;

  private EsmClass() {}

  public static boolean udhi(int esmClass) {
    return (esmClass & UDHI) != 0;
  }

  /** An SMSC's delivery receipt. */
  public static boolean receipt(int esmClass) {
    return (esmClass & DELIVERY_RECEIPT) != 0;
  }

  /** Word of a message that is still under way. */
  public static boolean intermediate(int esmClass) {
    return (esmClass & INTERMEDIATE) != 0;
  }

  /** A telephone's own acknowledgement: the client's doing, not the SMSC's. */
  public static boolean acknowledgement(int esmClass) {
    return (esmClass & ESME_ACK) != 0;
  }

  public static boolean replyPath(int esmClass) {
    return (esmClass & REPLY_PATH) != 0;
  }
}
