package org.recado.smpp;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.recado.message.Msisdn;

/**
 * A text as it goes on the air.
 *
 * @param encoding of those allowed the one that takes the fewest segments
 * @param units the whole text's septets in GSM-7, octets in Latin-1, UTF-16 units in UCS-2
 * @param segments one to 255, in order
 * @param form how they are carried when there is more than one
 * @param tables the national tables they need
 * @param packed whether septets are packed
 */
public record EncodedSms(
    SmsEncoding encoding,
    int units,
    List<Segment> segments,
    LongForm form,
    NationalTables tables,
    boolean packed) {

  private static final int SAR_MSG_REF_NUM = 0x020c;
  private static final int SAR_TOTAL_SEGMENTS = 0x020e;
  private static final int SAR_SEGMENT_SEQNUM = 0x020f;

  public EncodedSms {
    segments = List.copyOf(segments);
  }

  /** How many {@code submit_sm} it takes. */
  public int submits() {
    return form == LongForm.PAYLOAD ? 1 : segments.size();
  }

  /**
   * The user data of each {@code submit_sm}: what is encoded, after a user data header where there
   * is something for one.
   *
   * @param reference tells this text's parts from another's at the same client: any number, of
   *     which the low 8 (or 16) bits count
   */
  public List<Octets> shortMessages(int reference) {
    int total = segments.size();
    var messages = new ArrayList<Octets>(total);
    for (int part = 1; part <= total; part++) {
      var elements = tables.elements();
      if (total > 1 && form.inHeader()) {
        elements = form.referenceSize().element(reference, total, part).plus(elements);
      }
      messages.add(userData(header(elements), segments.get(part - 1).octets()));
    }
    return messages;
  }

  private Octets userData(Octets header, Octets encoded) {
    boolean pack = packed && encoding == SmsEncoding.GSM_7;
    return header.plus(pack ? Septets.pack(encoded, header.length()) : encoded);
  }

  /** The length octet and the elements; nothing for no elements. */
  private static Octets header(Octets elements) {
    return elements.length() == 0 ? elements : Octets.of((byte) elements.length()).plus(elements);
  }

  private boolean hasHeader() {
    return tables.elements().length() > 0 || (segments.size() > 1 && form.inHeader());
  }

  /** The PDUs without options. */
  public List<SubmitSm> submits(Msisdn source, Msisdn destination, int reference) {
    return submits(source, destination, reference, SubmitOptions.NONE);
  }

  /**
   * The PDUs, in order; every one asks for a receipt.
   *
   * @param reference see {@link #shortMessages}; must not be in use for another text to {@code
   *     destination}
   */
  public List<SubmitSm> submits(
      Msisdn source, Msisdn destination, int reference, SubmitOptions options) {
    int esmClass = hasHeader() ? EsmClass.UDHI : 0;
    var submits = new ArrayList<SubmitSm>();
    if (form == LongForm.PAYLOAD && segments.size() > 1) {
      var all = Octets.NONE;
      for (Segment segment : segments) {
        all = all.plus(segment.octets());
      }
      var whole = userData(header(tables.elements()), all);
      var tlvs = new TreeMap<Integer, Octets>();
      tlvs.put(Pdus.MESSAGE_PAYLOAD, whole);
      submits.add(
          new SubmitSm(
              source, destination, esmClass, encoding.dataCoding(), Octets.NONE, 1, options, tlvs));
      return submits;
    }
    for (Octets octets : shortMessages(reference)) {
      submits.add(
          new SubmitSm(
              source,
              destination,
              esmClass,
              encoding.dataCoding(),
              octets,
              1,
              options,
              sar(reference, submits.size() + 1)));
    }
    return submits;
  }

  private SortedMap<Integer, Octets> sar(int reference, int part) {
    var tlvs = new TreeMap<Integer, Octets>();
    if (form == LongForm.SAR && segments.size() > 1) {
      tlvs.put(SAR_MSG_REF_NUM, Octets.of((byte) (reference >> 8), (byte) reference));
      tlvs.put(SAR_TOTAL_SEGMENTS, Octets.of((byte) segments.size()));
      tlvs.put(SAR_SEGMENT_SEQNUM, Octets.of((byte) part));
    }
    return tlvs;
  }
}
