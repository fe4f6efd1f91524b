package org.recado.smpp;

import java.util.Map;

/** Optional parameters by name, section 5.3.2 of SMPP 3.4 and 4.8.4 of SMPP 5.0. */
final class TlvNames {

  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(0x0005, "dest_addr_subunit"),
          Map.entry(0x0006, "dest_network_type"),
          Map.entry(0x0007, "dest_bearer_type"),
          Map.entry(0x0008, "dest_telematics_id"),
          Map.entry(0x000d, "source_addr_subunit"),
          Map.entry(0x000e, "source_network_type"),
          Map.entry(0x000f, "source_bearer_type"),
          Map.entry(0x0010, "source_telematics_id"),
          Map.entry(0x0017, "qos_time_to_live"),
          Map.entry(0x0019, "payload_type"),
          Map.entry(0x001d, "additional_status_info_text"),
          Map.entry(0x001e, "receipted_message_id"),
          Map.entry(0x0030, "ms_msg_wait_facilities"),
          Map.entry(0x0201, "privacy_indicator"),
          Map.entry(0x0202, "source_subaddress"),
          Map.entry(0x0203, "dest_subaddress"),
          Map.entry(0x0204, "user_message_reference"),
          Map.entry(0x0205, "user_response_code"),
          Map.entry(0x020a, "source_port"),
          Map.entry(0x020b, "destination_port"),
          Map.entry(0x020c, "sar_msg_ref_num"),
          Map.entry(0x020d, "language_indicator"),
          Map.entry(0x020e, "sar_total_segments"),
          Map.entry(0x020f, "sar_segment_seqnum"),
          Map.entry(0x0210, "sc_interface_version"),
          Map.entry(0x0302, "callback_num_pres_ind"),
          Map.entry(0x0303, "callback_num_atag"),
          Map.entry(0x0304, "number_of_messages"),
          Map.entry(0x0381, "callback_num"),
          Map.entry(0x0420, "dpf_result"),
          Map.entry(0x0421, "set_dpf"),
          Map.entry(0x0422, "ms_availability_status"),
          Map.entry(0x0423, "network_error_code"),
          Map.entry(0x0424, "message_payload"),
          Map.entry(0x0425, "delivery_failure_reason"),
          Map.entry(0x0426, "more_messages_to_send"),
          Map.entry(0x0427, "message_state"),
          Map.entry(0x0428, "congestion_state"),
          Map.entry(0x0501, "ussd_service_op"),
          Map.entry(0x0600, "broadcast_channel_indicator"),
          Map.entry(0x0601, "broadcast_content_type"),
          Map.entry(0x0602, "broadcast_content_type_info"),
          Map.entry(0x0603, "broadcast_message_class"),
          Map.entry(0x0604, "broadcast_rep_num"),
          Map.entry(0x0605, "broadcast_frequency_interval"),
          Map.entry(0x0606, "broadcast_area_identifier"),
          Map.entry(0x0607, "broadcast_error_status"),
          Map.entry(0x0608, "broadcast_area_success"),
          Map.entry(0x0609, "broadcast_end_time"),
          Map.entry(0x060a, "broadcast_service_group"),
          Map.entry(0x060b, "billing_identification"),
          Map.entry(0x060d, "source_network_id"),
          Map.entry(0x060e, "dest_network_id"),
          Map.entry(0x060f, "source_node_id"),
          Map.entry(0x0610, "dest_node_id"),
          Map.entry(0x0611, "dest_addr_np_resolution"),
          Map.entry(0x0612, "dest_addr_np_information"),
          Map.entry(0x0613, "dest_addr_np_country"),
          Map.entry(0x1201, "display_time"),
          Map.entry(0x1203, "sms_signal"),
          Map.entry(0x1204, "ms_validity"),
          Map.entry(0x130c, "alert_on_message_delivery"),
          Map.entry(0x1380, "its_reply_type"),
          Map.entry(0x1383, "its_session_info"));

  private TlvNames() {}

  /** {@code unknown} for a tag of neither. */
  static String of(int tag) {
    return NAMES.getOrDefault(tag, "unknown");
  }
}
