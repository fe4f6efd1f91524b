package org.recado.smpp;

import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Walks the fields of a PDU, SMPP 3.4 section 3.1, and never past its end. */
final class PduCursor {

  private final Octets pdu;
  private int at;

  PduCursor(Octets pdu, int from) {
    this.pdu = pdu;
    this.at = from;
  }

  boolean atEnd() {
    return at >= pdu.length();
  }

  int octet(String field) throws MalformedPdu {
    if (atEnd()) {
      throw new MalformedPdu("the PDU ends before " + field);
    }
    return pdu.at(at++);
  }

  long int32(String field) throws MalformedPdu {
    long value = 0;
    for (int i = 0; i < 4; i++) {
      value = value << 8 | octet(field);
    }
    return value;
  }

  /** A C-Octet String, without its NUL. */
  String cString(String field) throws MalformedPdu {
    int end = at;
    while (end < pdu.length() && pdu.at(end) != 0) {
      end++;
    }
    if (end == pdu.length()) {
      throw new MalformedPdu(field + " has no NUL at its end");
    }
    String value = latin(at, end);
    at = end + 1;
    return value;
  }

  /** A C-Octet String that may lack its NUL because it is the last field; some SMSCs do so. */
  String lastString() {
    int end = at;
    while (end < pdu.length() && pdu.at(end) != 0) {
      end++;
    }
    String value = latin(at, end);
    at = Math.min(end + 1, pdu.length());
    return value;
  }

  Octets octets(int length, String field) throws MalformedPdu {
    if (length > pdu.length() - at) {
      throw new MalformedPdu(
          field
              + " should have "
              + length
              + " octets, the PDU has "
              + (pdu.length() - at)
              + " left");
    }
    Octets value = pdu.slice(at, at + length);
    at += length;
    return value;
  }

  Octets rest() {
    Octets value = pdu.slice(at, pdu.length());
    at = pdu.length();
    return value;
  }

  /**
   * The next optional parameter, SMPP 3.4 section 5.3.1. One that claims more octets than there are
   * gets what there is, as a vendor's receipts need.
   *
   * @return null when fewer octets are left than a tag and a length take
   */
  @Nullable Tlv tlv() {
    if (pdu.length() - at < 4) {
      return null;
    }
    int tag = pdu.at(at) << 8 | pdu.at(at + 1);
    int declared = pdu.at(at + 2) << 8 | pdu.at(at + 3);
    at += 4;
    int end = Math.min(at + declared, pdu.length());
    Octets value = pdu.slice(at, end);
    at = end;
    return new Tlv(tag, declared, value);
  }

  /** What is left, by tag; of a tag that comes twice the first. */
  SortedMap<Integer, Octets> tlvs() {
    var tlvs = new TreeMap<Integer, Octets>();
    for (Tlv tlv = tlv(); tlv != null; tlv = tlv()) {
      tlvs.putIfAbsent(tlv.tag(), tlv.value());
    }
    return tlvs;
  }

  private String latin(int from, int to) {
    return pdu.latin(from, to);
  }

  /** An optional parameter with the length it claimed. */
  record Tlv(int tag, int declared, Octets value) {}
}
