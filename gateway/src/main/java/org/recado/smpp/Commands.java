package org.recado.smpp;

import java.util.Map;

/** {@code command_id} and its names, SMPP 3.4 section 5.1.2.1. */
final class Commands {

  static final int GENERIC_NACK = 0x80000000;
  static final int RESPONSE = 0x80000000;
  static final int SUBMIT_SM = 0x00000004;
  static final int SUBMIT_SM_RESP = 0x80000004;
  static final int DELIVER_SM = 0x00000005;
  static final int ENQUIRE_LINK = 0x00000015;
  static final int ENQUIRE_LINK_RESP = 0x80000015;
  static final int ALERT_NOTIFICATION = 0x00000102;
  static final int DATA_SM = 0x00000103;
  static final int BIND_RECEIVER_RESP = 0x80000001;
  static final int BIND_TRANSMITTER_RESP = 0x80000002;
  static final int BIND_TRANSCEIVER_RESP = 0x80000009;

  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(0x01, "bind_receiver"),
          Map.entry(0x02, "bind_transmitter"),
          Map.entry(0x03, "query_sm"),
          Map.entry(0x04, "submit_sm"),
          Map.entry(0x05, "deliver_sm"),
          Map.entry(0x06, "unbind"),
          Map.entry(0x07, "replace_sm"),
          Map.entry(0x08, "cancel_sm"),
          Map.entry(0x09, "bind_transceiver"),
          Map.entry(0x0b, "outbind"),
          Map.entry(0x15, "enquire_link"),
          Map.entry(0x21, "submit_multi"),
          Map.entry(0x102, "alert_notification"),
          Map.entry(0x103, "data_sm"),
          Map.entry(0x111, "broadcast_sm"),
          Map.entry(0x112, "query_broadcast_sm"),
          Map.entry(0x113, "cancel_broadcast_sm"));

  private Commands() {}

  static String name(int commandId) {
    if (commandId == GENERIC_NACK) {
      return "generic_nack";
    }
    String request = NAMES.getOrDefault(commandId & ~RESPONSE, "unknown");
    return commandId < 0 ? request + "_resp" : request;
  }
}
