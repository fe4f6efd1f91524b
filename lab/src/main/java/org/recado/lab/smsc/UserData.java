package org.recado.lab.smsc;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * What one segment carries: its text, and its place among the parts of a longer one.
 *
 * @param reference what the parts of one text share
 * @param part from 1
 * @param parts 1 for a text that is whole
 * @param text decoded as a phone would
 */
record UserData(int reference, int part, int parts, String text) {

  private static final int SAR_MSG_REF_NUM = 0x020c;
  private static final int SAR_TOTAL_SEGMENTS = 0x020e;
  private static final int SAR_SEGMENT_SEQNUM = 0x020f;

  static UserData read(byte[] content, boolean header, int dataCoding, Map<Integer, byte[]> tlvs) {
    if (header) {
      int textFrom = 1 + (content[0] & 0xff);
      String text = decode(Arrays.copyOfRange(content, textFrom, content.length), dataCoding);
      return concatenation(content, textFrom, text);
    }
    String text = decode(content, dataCoding);
    byte[] reference = tlvs.get(SAR_MSG_REF_NUM);
    byte[] total = tlvs.get(SAR_TOTAL_SEGMENTS);
    byte[] part = tlvs.get(SAR_SEGMENT_SEQNUM);
    if (reference == null || total == null || part == null) {
      return new UserData(0, 1, 1, text);
    }
    return new UserData(
        ((reference[0] & 0xff) << 8) | (reference[1] & 0xff),
        part[0] & 0xff,
        total[0] & 0xff,
        text);
  }

  /** The information elements 00 and 08 of 3GPP TS 23.040, sections 9.2.3.24.1 and 9.2.3.24.8. */
  private static UserData concatenation(byte[] content, int end, String text) {
    for (int at = 1; at + 1 < end; at += 2 + (content[at + 1] & 0xff)) {
      int element = content[at];
      if (element == 0) {
        return new UserData(
            content[at + 2] & 0xff, content[at + 4] & 0xff, content[at + 3] & 0xff, text);
      }
      if (element == 8) {
        int reference = ((content[at + 2] & 0xff) << 8) | (content[at + 3] & 0xff);
        return new UserData(
            0x10000 | reference, content[at + 5] & 0xff, content[at + 4] & 0xff, text);
      }
    }
    return new UserData(0, 1, 1, text);
  }

  private static String decode(byte[] octets, int dataCoding) {
    return switch (dataCoding) {
      case 1 -> new String(octets, StandardCharsets.US_ASCII);
      case 3 -> new String(octets, StandardCharsets.ISO_8859_1);
      case 8 -> new String(octets, StandardCharsets.UTF_16BE);
      default -> Gsm0338.decode(octets);
    };
  }
}
