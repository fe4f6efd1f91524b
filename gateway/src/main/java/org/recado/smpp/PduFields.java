package org.recado.smpp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Any PDU as its fields, named as in SMPP 3.4 chapter 4, for {@code explain pdu}. */
final class PduFields {

  private static final Map<Integer, String> TAGS =
      Map.ofEntries(
          Map.entry(0x0005, "dest_addr_subunit"),
          Map.entry(0x0006, "dest_network_type"),
          Map.entry(0x0007, "dest_bearer_type"),
          Map.entry(0x000d, "source_addr_subunit"),
          Map.entry(0x000e, "source_network_type"),
          Map.entry(0x000f, "source_bearer_type"),
          Map.entry(0x0017, "qos_time_to_live"),
          Map.entry(0x0019, "payload_type"),
          Map.entry(0x001d, "additional_status_info_text"),
          Map.entry(0x001e, "receipted_message_id"),
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
          Map.entry(0x0381, "callback_num"),
          Map.entry(0x0420, "dpf_result"),
          Map.entry(0x0421, "set_dpf"),
          Map.entry(0x0422, "ms_availability_status"),
          Map.entry(0x0423, "network_error_code"),
          Map.entry(0x0424, "message_payload"),
          Map.entry(0x0425, "delivery_failure_reason"),
          Map.entry(0x0426, "more_messages_to_send"),
          Map.entry(0x0427, "message_state"),
          Map.entry(0x0501, "ussd_service_op"));

  private PduFields() {}

  /**
   * The fields in the order of the wire. What follows {@code command_length} octets is under {@code
   * _trailing}; bodies of commands that Recado neither sends nor takes are left as {@code
   * body_hex}.
   */
  static Map<String, Object> of(Octets octets) throws MalformedPdu {
    var header = new PduCursor(octets, 0);
    var fields = new LinkedHashMap<String, Object>();
    long length = header.int32("command_length");
    int commandId = (int) header.int32("command_id");
    fields.put("command_length", length);
    fields.put("command_id", "0x%08x".formatted(commandId));
    fields.put("command", Commands.name(commandId));
    fields.put("command_status", header.int32("command_status"));
    fields.put("sequence_number", header.int32("sequence_number"));
    if (length > octets.length()) {
      throw new MalformedPdu(
          "command_length is " + length + ", there are " + octets.length() + " octets");
    }
    Octets body = octets.slice(Math.min(Pdus.HEADER, (int) length), (int) length);
    fields.put("_trailing", octets.slice((int) length, octets.length()).hex());
    body(commandId, new PduCursor(body, 0), fields);
    return fields;
  }

  private static void body(int commandId, PduCursor in, Map<String, Object> fields)
      throws MalformedPdu {
    switch (Commands.name(commandId)) {
      case "bind_receiver", "bind_transmitter", "bind_transceiver" -> bind(in, fields);
      case "bind_receiver_resp", "bind_transmitter_resp", "bind_transceiver_resp" ->
          response("system_id", in, fields);
      case "submit_sm_resp", "deliver_sm_resp", "data_sm_resp" ->
          response("message_id", in, fields);
      case "submit_sm", "deliver_sm" -> shortMessage(in, fields);
      case "query_sm" -> {
        strings(in, fields, "message_id");
        octets(in, fields, "source_addr_ton", "source_addr_npi");
        strings(in, fields, "source_addr");
      }
      case "query_sm_resp" -> {
        if (!in.atEnd()) {
          strings(in, fields, "message_id", "final_date");
          octets(in, fields, "message_state", "error_code");
        }
      }
      case "cancel_sm" -> {
        strings(in, fields, "service_type", "message_id");
        octets(in, fields, "source_addr_ton", "source_addr_npi");
        strings(in, fields, "source_addr");
        octets(in, fields, "dest_addr_ton", "dest_addr_npi");
        strings(in, fields, "destination_addr");
      }
      case "outbind" -> strings(in, fields, "system_id", "password");
      case "alert_notification" -> {
        octets(in, fields, "source_addr_ton", "source_addr_npi");
        strings(in, fields, "source_addr");
        octets(in, fields, "esme_addr_ton", "esme_addr_npi");
        strings(in, fields, "esme_addr");
        tlvs(in, fields);
      }
      case "data_sm" -> dataSm(in, fields);
      default -> {
        Octets body = in.rest();
        if (body.length() > 0) {
          fields.put("body_hex", body.hex());
        }
      }
    }
  }

  private static void bind(PduCursor in, Map<String, Object> fields) throws MalformedPdu {
    strings(in, fields, "system_id", "password", "system_type");
    octets(in, fields, "interface_version", "addr_ton", "addr_npi");
    strings(in, fields, "address_range");
    tlvs(in, fields);
  }

  private static void response(String id, PduCursor in, Map<String, Object> fields) {
    if (!in.atEnd()) {
      fields.put(id, in.lastString());
      tlvs(in, fields);
    }
  }

  private static void shortMessage(PduCursor in, Map<String, Object> fields) throws MalformedPdu {
    addresses(in, fields);
    octets(in, fields, "esm_class", "protocol_id", "priority_flag");
    strings(in, fields, "schedule_delivery_time", "validity_period");
    octets(
        in,
        fields,
        "registered_delivery",
        "replace_if_present_flag",
        "data_coding",
        "sm_default_msg_id");
    int length = in.octet("sm_length");
    fields.put("sm_length", length);
    fields.put("short_message_hex", in.octets(length, "short_message").hex());
    tlvs(in, fields);
  }

  private static void dataSm(PduCursor in, Map<String, Object> fields) throws MalformedPdu {
    addresses(in, fields);
    octets(in, fields, "esm_class", "registered_delivery", "data_coding");
    tlvs(in, fields);
  }

  private static void addresses(PduCursor in, Map<String, Object> fields) throws MalformedPdu {
    strings(in, fields, "service_type");
    octets(in, fields, "source_addr_ton", "source_addr_npi");
    strings(in, fields, "source_addr");
    octets(in, fields, "dest_addr_ton", "dest_addr_npi");
    strings(in, fields, "destination_addr");
  }

  private static void strings(PduCursor in, Map<String, Object> fields, String... names)
      throws MalformedPdu {
    for (String name : names) {
      fields.put(name, in.cString(name));
    }
  }

  private static void octets(PduCursor in, Map<String, Object> fields, String... names)
      throws MalformedPdu {
    for (String name : names) {
      fields.put(name, in.octet(name));
    }
  }

  private static void tlvs(PduCursor in, Map<String, Object> fields) {
    var tlvs = new ArrayList<Map<String, Object>>();
    for (var tlv = in.tlv(); tlv != null; tlv = in.tlv()) {
      var view = new LinkedHashMap<String, Object>();
      view.put("tag", "0x%04x".formatted(tlv.tag()));
      view.put("name", TAGS.getOrDefault(tlv.tag(), "unknown"));
      view.put("declared_len", tlv.declared());
      view.put("value_hex", tlv.value().hex());
      tlvs.add(view);
    }
    if (!tlvs.isEmpty()) {
      fields.put("tlvs", List.copyOf(tlvs));
    }
    Octets rest = in.rest();
    if (rest.length() > 0) {
      fields.put("body_rest_hex", rest.hex());
    }
  }
}
