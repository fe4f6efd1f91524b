package org.recado.smpp;

import java.util.Map;

/** {@code command_status}, SMPP 3.4 section 5.1.3, as far as Recado acts on it. */
final class CommandStatus {

  static final int ESME_ROK = 0x00;
  static final int ESME_RINVCMDLEN = 0x02;
  static final int ESME_RINVBNDSTS = 0x04;
  static final int ESME_RSYSERR = 0x08;
  static final int ESME_RMSGQFUL = 0x14;
  static final int ESME_RTHROTTLED = 0x58;
  static final int ESME_RX_T_APPN = 0x64;

  /**
   * The refusals that speak of the SMSC's own state, or the bind's, and not of this message. Every
   * other one, the vendors' (0x400 on) among them, would be refused again.
   */
  private static final Map<Integer, ErrorRule> RULES =
      Map.of(
          ESME_RINVBNDSTS, ErrorRule.RETRY,
          ESME_RSYSERR, ErrorRule.RETRY,
          ESME_RX_T_APPN, ErrorRule.RETRY,
          ESME_RMSGQFUL, ErrorRule.SLOW,
          ESME_RTHROTTLED, ErrorRule.SLOW);

  private CommandStatus() {}

  static ErrorRule rule(int commandStatus) {
    return RULES.getOrDefault(commandStatus, ErrorRule.GIVE_UP);
  }
}
