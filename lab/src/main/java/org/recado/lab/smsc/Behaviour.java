package org.recado.lab.smsc;

import java.time.Duration;
import java.util.Optional;

/**
 * How the SMSC treats what is sent to a number. Made by a factory for the deviation one wants; a
 * value, so that one may be changed by its {@code with} methods and used for many numbers.
 */
public final class Behaviour {

  /** What happens instead of an answer with {@code ESME_ROK}. */
  enum Answer {
    OK,
    ERROR,
    NONE,
    CUT,
    CUT_INSIDE
  }

  /**
   * What is told beside the answer.
   *
   * @param first whether the receipt comes before the answer
   * @param times how often the receipt comes
   * @param answerDelay how long the answer waits
   * @param form what the receipt looks like; empty for the SMSC's own
   */
  private record Details(
      boolean first, int times, Duration answerDelay, Optional<ReceiptForm> form) {
    static final Details NONE = new Details(false, 1, Duration.ZERO, Optional.empty());
  }

  private static final int ALWAYS = Integer.MAX_VALUE;

  final Answer answer;
  final int commandStatus;
  final int times;
  final boolean taken;
  final boolean receipt;
  final Optional<Duration> receiptDelay;
  final String state;
  final String error;
  private Details details = Details.NONE;

  private Behaviour(
      Answer answer,
      int commandStatus,
      int times,
      boolean taken,
      boolean receipt,
      Optional<Duration> receiptDelay,
      String state,
      String error) {
    this.answer = answer;
    this.commandStatus = commandStatus;
    this.times = times;
    this.taken = taken;
    this.receipt = receipt;
    this.receiptDelay = receiptDelay;
    this.state = state;
    this.error = error;
  }

  /** As usual: taken, shown on the phone, receipt {@code DELIVRD}. */
  public static Behaviour delivered() {
    return new Behaviour(
        Answer.OK, Pdu.ESME_ROK, ALWAYS, true, true, Optional.empty(), "DELIVRD", "000");
  }

  /** Taken, then a receipt {@code UNDELIV}: the phone never shows it. */
  public static Behaviour undeliverable() {
    return delivered().withState("UNDELIV", "027");
  }

  /** Delivered; no receipt is ever sent. */
  public static Behaviour noReceipt() {
    return new Behaviour(
        Answer.OK, Pdu.ESME_ROK, ALWAYS, true, false, Optional.empty(), "DELIVRD", "000");
  }

  /** The first {@code times} PDUs are answered {@code ESME_RTHROTTLED}; then all is as usual. */
  public static Behaviour throttledFirst(int times) {
    return rejected(0x58).onlyFirst(times);
  }

  /** Never taken: answered with this {@code command_status} of SMPP 3.4 section 5.1.3. */
  public static Behaviour rejected(int commandStatus) {
    return new Behaviour(
        Answer.ERROR, commandStatus, ALWAYS, false, false, Optional.empty(), "REJECTD", "000");
  }

  /** Taken, delivered and receipted; the {@code submit_sm} alone is never answered. */
  public static Behaviour noAnswer() {
    return new Behaviour(
        Answer.NONE, Pdu.ESME_ROK, ALWAYS, true, true, Optional.empty(), "DELIVRD", "000");
  }

  /** Taken and delivered; in place of the answer the link is cut. */
  public static Behaviour linkCut() {
    return new Behaviour(
        Answer.CUT, Pdu.ESME_ROK, ALWAYS, true, true, Optional.empty(), "DELIVRD", "000");
  }

  /** Taken and delivered; the link is cut in the middle of the answer's octets. */
  public static Behaviour linkCutInsideTheAnswer() {
    return new Behaviour(
        Answer.CUT_INSIDE, Pdu.ESME_ROK, ALWAYS, true, true, Optional.empty(), "DELIVRD", "000");
  }

  /** The receipt comes before the answer, as from SMSCs that deliver quicker than they answer. */
  public Behaviour receiptFirst() {
    return with(new Details(true, details.times, details.answerDelay, details.form));
  }

  /** The receipt comes twice. */
  public Behaviour receiptTwice() {
    return with(new Details(details.first, 2, details.answerDelay, details.form));
  }

  /** The answer waits so long; answers of others overtake it. */
  public Behaviour answeredAfter(Duration delay) {
    return with(new Details(details.first, details.times, delay, details.form));
  }

  /** The receipt is written in this dialect. */
  public Behaviour withReceiptForm(ReceiptForm form) {
    return with(new Details(details.first, details.times, details.answerDelay, Optional.of(form)));
  }

  private Behaviour with(Details wanted) {
    var changed =
        new Behaviour(answer, commandStatus, times, taken, receipt, receiptDelay, state, error);
    changed.details = wanted;
    return changed;
  }

  boolean isReceiptFirst() {
    return details.first;
  }

  int receipts() {
    return receipt ? details.times : 0;
  }

  Duration answerDelay() {
    return details.answerDelay;
  }

  Optional<ReceiptForm> receiptForm() {
    return details.form;
  }

  /** The same answer, or silence, but the message is lost: never delivered, no receipt. */
  public Behaviour lost() {
    return keep(
        new Behaviour(answer, commandStatus, times, false, false, receiptDelay, state, error));
  }

  private Behaviour keep(Behaviour changed) {
    changed.details = details;
    return changed;
  }

  /** Receipt and delivery come this much later than the answer, instead of the usual delay. */
  public Behaviour after(Duration delay) {
    return keep(
        new Behaviour(
            answer, commandStatus, times, taken, receipt, Optional.of(delay), state, error));
  }

  /** So for the first PDUs only; the later ones are treated as usual. */
  public Behaviour onlyFirst(int pdus) {
    return keep(
        new Behaviour(answer, commandStatus, pdus, taken, receipt, receiptDelay, state, error));
  }

  /** The receipt says this: one of the seven letters of appendix B, and the network's code. */
  public Behaviour withState(String state, String error) {
    return keep(
        new Behaviour(answer, commandStatus, times, taken, receipt, receiptDelay, state, error));
  }

  boolean reachesPhone() {
    return taken && state.equals("DELIVRD");
  }
}
