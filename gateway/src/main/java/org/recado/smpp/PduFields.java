package org.recado.smpp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Any PDU as its fields, named as in chapter 4 of SMPP 3.4 and 5.0, for {@code explain pdu}. */
final class PduFields {

  /** {@code dest_flag}, SMPP 3.4 section 5.2.25. */
  private static final int DISTRIBUTION_LIST = 2;

  private PduFields() {}

  /**
   * The fields in the order of the wire. What follows {@code command_length} octets is under {@code
   * _trailing}; what follows a header that has no body, or is of an unknown command, under {@code
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
    if (length < Pdus.HEADER && !Commands.name(commandId).startsWith("unknown")) {
      throw new MalformedPdu("command_length is " + length + ", a PDU has at least 16 octets");
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
      case "submit_sm_resp", "deliver_sm_resp", "data_sm_resp", "broadcast_sm_resp" ->
          response("message_id", in, fields);
      case "query_broadcast_sm_resp" -> response("message_id", in, fields);
      case "submit_sm", "deliver_sm" -> shortMessage(in, fields);
      case "submit_multi" -> submitMulti(in, fields);
      case "submit_multi_resp" -> submitMultiResponse(in, fields);
      case "replace_sm" -> replaceSm(in, fields);
      case "broadcast_sm" -> broadcastSm(in, fields);
      case "query_sm", "query_broadcast_sm" -> {
        strings(in, fields, "message_id");
        address(in, fields, "source_addr");
        tlvs(in, fields);
      }
      case "query_sm_resp" -> {
        if (!in.atEnd()) {
          strings(in, fields, "message_id", "final_date");
          octets(in, fields, "message_state", "error_code");
          tlvs(in, fields);
        }
      }
      case "cancel_sm" -> {
        strings(in, fields, "service_type", "message_id");
        address(in, fields, "source_addr");
        octets(in, fields, "dest_addr_ton", "dest_addr_npi");
        strings(in, fields, "destination_addr");
        tlvs(in, fields);
      }
      case "cancel_broadcast_sm" -> {
        strings(in, fields, "service_type", "message_id");
        address(in, fields, "source_addr");
        tlvs(in, fields);
      }
      case "outbind" -> {
        strings(in, fields, "system_id", "password");
        tlvs(in, fields);
      }
      case "alert_notification" -> {
        address(in, fields, "source_addr");
        address(in, fields, "esme_addr");
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
    text(in, fields);
  }

  /** What comes after the addresses, SMPP 3.4 section 4.4.1. */
  private static void text(PduCursor in, Map<String, Object> fields) throws MalformedPdu {
    octets(in, fields, "esm_class", "protocol_id", "priority_flag");
    strings(in, fields, "schedule_delivery_time", "validity_period");
    octets(
        in,
        fields,
        "registered_delivery",
        "replace_if_present_flag",
        "data_coding",
        "sm_default_msg_id");
    octetString(in, fields);
    tlvs(in, fields);
  }

  private static void octetString(PduCursor in, Map<String, Object> fields) throws MalformedPdu {
    int length = in.octet("sm_length");
    fields.put("sm_length", length);
    fields.put("short_message_hex", in.octets(length, "short_message").hex());
  }

  private static void dataSm(PduCursor in, Map<String, Object> fields) throws MalformedPdu {
    addresses(in, fields);
    octets(in, fields, "esm_class", "registered_delivery", "data_coding");
    tlvs(in, fields);
  }

  private static void addresses(PduCursor in, Map<String, Object> fields) throws MalformedPdu {
    strings(in, fields, "service_type");
    address(in, fields, "source_addr");
    octets(in, fields, "dest_addr_ton", "dest_addr_npi");
    strings(in, fields, "destination_addr");
  }

  private static void address(PduCursor in, Map<String, Object> fields, String name)
      throws MalformedPdu {
    octets(in, fields, name + "_ton", name + "_npi");
    strings(in, fields, name);
  }

  /** SMPP 3.4 section 4.5.1. */
  private static void submitMulti(PduCursor in, Map<String, Object> fields) throws MalformedPdu {
    strings(in, fields, "service_type");
    address(in, fields, "source_addr");
    int count = in.octet("number_of_dests");
    fields.put("number_of_dests", count);
    var destinations = new ArrayList<Map<String, Object>>();
    for (int i = 0; i < count; i++) {
      var each = new LinkedHashMap<String, Object>();
      int flag = in.octet("dest_flag");
      each.put("dest_flag", flag);
      if (flag == DISTRIBUTION_LIST) {
        strings(in, each, "dl_name");
      } else {
        octets(in, each, "dest_addr_ton", "dest_addr_npi");
        strings(in, each, "destination_addr");
      }
      destinations.add(each);
    }
    fields.put("dest_addresses", destinations);
    text(in, fields);
  }

  /** SMPP 3.4 section 4.5.2. */
  private static void submitMultiResponse(PduCursor in, Map<String, Object> fields)
      throws MalformedPdu {
    if (in.atEnd()) {
      return;
    }
    fields.put("message_id", in.lastString());
    if (in.atEnd()) {
      return;
    }
    int count = in.octet("no_unsuccess");
    fields.put("no_unsuccess", count);
    var failures = new ArrayList<Map<String, Object>>();
    for (int i = 0; i < count; i++) {
      var each = new LinkedHashMap<String, Object>();
      octets(in, each, "dest_addr_ton", "dest_addr_npi");
      strings(in, each, "destination_addr");
      each.put("error_status_code", in.int32("error_status_code"));
      failures.add(each);
    }
    fields.put("unsuccess_smes", failures);
    tlvs(in, fields);
  }

  /** SMPP 3.4 section 4.10.1. */
  private static void replaceSm(PduCursor in, Map<String, Object> fields) throws MalformedPdu {
    strings(in, fields, "message_id");
    address(in, fields, "source_addr");
    strings(in, fields, "schedule_delivery_time", "validity_period");
    octets(in, fields, "registered_delivery", "sm_default_msg_id");
    octetString(in, fields);
    tlvs(in, fields);
  }

  /** SMPP 5.0 section 4.4.1.1. */
  private static void broadcastSm(PduCursor in, Map<String, Object> fields) throws MalformedPdu {
    strings(in, fields, "service_type");
    address(in, fields, "source_addr");
    strings(in, fields, "message_id");
    octets(in, fields, "priority_flag");
    strings(in, fields, "schedule_delivery_time", "validity_period");
    octets(in, fields, "replace_if_present_flag", "data_coding", "sm_default_msg_id");
    tlvs(in, fields);
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
      view.put("name", TlvNames.of(tlv.tag()));
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
