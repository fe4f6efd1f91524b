package org.recado.lab.smsc;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** The body of the {@code deliver_sm} that is a receipt: SMPP 3.4 appendix B. */
final class Receipt {

  private static final DateTimeFormatter MINUTES =
      DateTimeFormatter.ofPattern("yyMMddHHmm", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final int MESSAGE_STATE = 0x0427;
  private static final int RECEIPTED_MESSAGE_ID = 0x001e;
  private static final int MC_DELIVERY_RECEIPT = 0x04;

  /** In the order of their values in section 5.2.28, the first being 1. */
  private static final List<String> STATES =
      List.of(
          "ENROUTE", "DELIVRD", "EXPIRED", "DELETED", "UNDELIV", "ACCEPTD", "UNKNOWN", "REJECTD");

  private final Submission submission;
  private final Behaviour behaviour;
  private final ReceiptForm form;
  private final Instant done;

  Receipt(Submission submission, Behaviour behaviour, ReceiptForm form, Instant done) {
    this.submission = submission;
    this.behaviour = behaviour;
    this.form = form;
    this.done = done;
  }

  Delivery delivery(Runnable whenAcknowledged) {
    String id =
        form == ReceiptForm.DECIMAL_FOR_HEX
            ? Long.toString(Long.parseLong(submission.messageId(), 16))
            : submission.messageId();
    return new Delivery(
        /* source= */ submission.destination(),
        /* destination= */ submission.source(),
        MC_DELIVERY_RECEIPT,
        0,
        text(id).getBytes(StandardCharsets.US_ASCII),
        form == ReceiptForm.WITH_TLVS ? this::tlvs : body -> {},
        whenAcknowledged);
  }

  private String text(String id) {
    String start = submission.text().replaceAll("[^ -~]", "?");
    return "id:%s sub:001 dlvrd:%s submit date:%s done date:%s stat:%s err:%s text:%s"
        .formatted(
            id,
            behaviour.reachesPhone() ? "001" : "000",
            MINUTES.format(submission.at()),
            MINUTES.format(done),
            behaviour.state,
            behaviour.error,
            start.substring(0, Math.min(20, start.length())));
  }

  private void tlvs(Pdu.Writer body) {
    byte[] id = (submission.messageId() + "\0").getBytes(StandardCharsets.US_ASCII);
    body.tlv(RECEIPTED_MESSAGE_ID, id);
    body.tlv(MESSAGE_STATE, new byte[] {(byte) (STATES.indexOf(behaviour.state) + 1)});
  }
}
