package org.recado.lab.smsc;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.recado.message.Msisdn;

/** Numbers that make the SMSC misbehave, for whoever tries things by hand. */
@SuppressWarnings("ImmutableEnumChecker") // a number and a behaviour cannot change
public enum MagicNumber {
  UNDELIVERABLE(
      "34600000001",
      "Cannot be delivered",
      "The SMSC takes the message, then its receipt says UNDELIV.",
      Behaviour.undeliverable()),
  LATE_RECEIPT(
      "34600000002",
      "Late receipt",
      "Phone off: message and receipt arrive 30 seconds later.",
      Behaviour.delivered().after(Duration.ofSeconds(30))),
  THROTTLED(
      "34600000003",
      "Throttled",
      "The first three attempts are answered ESME_RTHROTTLED, the next is taken.",
      Behaviour.throttledFirst(3)),
  NO_ANSWER(
      "34600000004",
      "No answer",
      "submit_sm is never answered, yet the message arrives; its receipt comes 20 seconds later.",
      Behaviour.noAnswer().after(Duration.ofSeconds(20))),
  REJECTED(
      "34600000005",
      "Rejected for good",
      "submit_sm is answered ESME_RINVDSTADR: no such number.",
      Behaviour.rejected(0x0b)),
  LINK_CUT(
      "34600000006",
      "Link cut",
      "Taken, but the connection breaks before the answer; the receipt comes after the next bind.",
      Behaviour.linkCut().after(Duration.ofSeconds(5))),
  EXPIRED(
      "34600000007",
      "Expired",
      "The SMSC tried for ten seconds, then its receipt says EXPIRED.",
      Behaviour.delivered().withState("EXPIRED", "001").after(Duration.ofSeconds(10))),
  NO_RECEIPT(
      "34600000008",
      "No receipt",
      "Delivered, but no receipt is ever sent.",
      Behaviour.noReceipt()),
  LOST(
      "34600000009",
      "Vanished",
      "No answer, no delivery, no receipt: only a person can settle it.",
      Behaviour.noAnswer().lost());

  private final Msisdn number;
  private final String title;
  private final String explanation;
  private final Behaviour behaviour;

  MagicNumber(String digits, String title, String explanation, Behaviour behaviour) {
    this.number = new Msisdn(digits);
    this.title = title;
    this.explanation = explanation;
    this.behaviour = behaviour;
  }

  /** The magic number of these digits, if it is one. */
  static Optional<MagicNumber> find(String digits) {
    return Arrays.stream(values()).filter(magic -> magic.number.digits().equals(digits)).findAny();
  }

  public Msisdn number() {
    return number;
  }

  /** In a few words. */
  public String title() {
    return title;
  }

  /** In a sentence. */
  public String explanation() {
    return explanation;
  }

  Behaviour behaviour() {
    return behaviour;
  }
}
