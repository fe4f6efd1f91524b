package org.recado.smpp;

import java.util.ArrayList;
import java.util.List;
import org.recado.message.Msisdn;

/**
 * A text as it goes on the air.
 *
 * @param encoding the cheapest that holds every character
 * @param units the whole text's septets in GSM-7, or UTF-16 units in UCS-2
 * @param segments one to 255, in order
 * @param referenceSize which concatenation header the parts get when there is more than one
 */
public record EncodedSms(
    SmsEncoding encoding, int units, List<Segment> segments, ReferenceSize referenceSize) {

  public EncodedSms {
    segments = List.copyOf(segments);
  }

  /**
   * The {@code short_message} of each segment, with its user data header if there are several.
   *
   * @param reference tells this text's parts from another's at the same client: any number, of
   *     which the low 8 (or 16) bits count
   */
  public List<Octets> shortMessages(int reference) {
    if (segments.size() == 1) {
      return List.of(segments.get(0).octets());
    }
    var messages = new ArrayList<Octets>(segments.size());
    for (int i = 0; i < segments.size(); i++) {
      messages.add(
          referenceSize.header(reference, segments.size(), i + 1).plus(segments.get(i).octets()));
    }
    return messages;
  }

  /**
   * The PDUs, in order; every one asks for a receipt.
   *
   * @param reference see {@link #shortMessages}; must not be in use for another text to {@code
   *     destination}
   */
  public List<SubmitSm> submits(Msisdn source, Msisdn destination, int reference) {
    int esmClass = segments.size() > 1 ? EsmClass.UDHI : 0;
    return shortMessages(reference).stream()
        .map(
            octets -> new SubmitSm(source, destination, esmClass, encoding.dataCoding(), octets, 1))
        .toList();
  }
}
