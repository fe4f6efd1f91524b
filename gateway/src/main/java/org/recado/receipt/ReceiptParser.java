package org.recado.receipt;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.recado.smpp.DeliverSm;
import org.recado.smpp.EsmClass;
import org.recado.smpp.MessageIdForms;
import org.recado.smpp.Octets;
import org.recado.smpp.UserData;

/**
 * Tells receipts from clients' messages and reads them, in every dialect met: SMPP 3.4 appendix B
 * and section 5.2.12, the optional parameters of sections 5.3.2.12, 5.3.2.35 and 5.3.2.31, and what
 * vendors made of them. Never throws.
 */
public final class ReceiptParser {

  private static final int RECEIPTED_MESSAGE_ID = 0x001e;
  private static final int NETWORK_ERROR_CODE = 0x0423;
  private static final int MESSAGE_STATE = 0x0427;

  /** A message id has 64 characters at most, SMPP 3.4 section 5.2.23; vendors' a few more. */
  private static final int LONGEST_ID = 255;

  /** So many words of a state that is a phrase are looked at. */
  private static final int MOST_WORDS = 4;

  private ReceiptParser() {}

  /**
   * Reads a receipt.
   *
   * @return empty for a client's message. See {@link Receipt#marked} for one that only looks like a
   *     receipt
   */
  public static Optional<Receipt> parse(DeliverSm pdu) {
    boolean marked = marked(pdu);
    var data = UserData.parse(pdu);
    ReceiptText text = marked ? ReceiptText.ofReceipt(data) : ReceiptText.of(data.octets());
    if (!marked && !readsLikeOne(text)) {
      return Optional.empty();
    }
    String stat = text.word(ReceiptKey.STAT).orElse(null);
    return Optional.of(
        new Receipt(
            ids(text, pdu),
            state(text, pdu),
            stat,
            err(text, pdu),
            text.time(ReceiptKey.SUBMITTED).orElse(null),
            text.time(ReceiptKey.DONE).orElse(null),
            EsmClass.intermediate(pdu.esmClass()),
            marked));
  }

  private static boolean marked(DeliverSm pdu) {
    return EsmClass.receipt(pdu.esmClass())
        || EsmClass.intermediate(pdu.esmClass())
        || pdu.tlvs().containsKey(RECEIPTED_MESSAGE_ID);
  }

  /**
   * Some SMSCs send receipts with {@code esm_class} 0. People do not write an id, a state that is
   * in the table, a date and a counter or error code in one message and nothing before them, unless
   * they copy a receipt.
   */
  private static boolean readsLikeOne(ReceiptText text) {
    return text.leads()
        && text.word(ReceiptKey.ID).isPresent()
        && text.word(ReceiptKey.STAT).flatMap(ReceiptState::ofWord).isPresent()
        && (dated(text, ReceiptKey.DONE) || dated(text, ReceiptKey.SUBMITTED))
        && (text.word(ReceiptKey.ERR).isPresent() || text.word(ReceiptKey.DLVRD).isPresent());
  }

  /** Zeros are how SMSCs write that they do not know when. */
  private static boolean dated(ReceiptText text, ReceiptKey key) {
    return text.time(key).isPresent()
        || text.word(key).filter(date -> date.matches("0{10,14}")).isPresent();
  }

  /**
   * The parameter is the standard's way to name the message, the text the vendor's: where they
   * disagree it comes first. Where they write one id in two bases the text's does, as written.
   */
  private static List<String> ids(ReceiptText text, DeliverSm pdu) {
    var ids = new ArrayList<String>();
    text.word(ReceiptKey.ID).filter(id -> id.length() <= LONGEST_ID).ifPresent(ids::add);
    Octets receipted = pdu.tlvs().get(RECEIPTED_MESSAGE_ID);
    if (receipted != null) {
      String id = new String(receipted.toArray(), StandardCharsets.ISO_8859_1);
      int nul = id.indexOf('\0');
      id = (nul < 0 ? id : id.substring(0, nul)).strip();
      if (!id.isEmpty() && id.length() <= LONGEST_ID && !ids.contains(id)) {
        ids.add(ids.isEmpty() || sameInAnotherBase(ids.get(0), id) ? ids.size() : 0, id);
      }
    }
    return ids;
  }

  private static boolean sameInAnotherBase(String one, String other) {
    String canonical = MessageIdForms.canonical(other);
    return MessageIdForms.candidates(one).stream().anyMatch(each -> each.id().equals(canonical));
  }

  /**
   * The parameter, which is the standard's, else a word in the table, else the first few words
   * taken together, else UNKNOWN for what is in no table. A parameter that says unknown leaves it
   * to the text.
   */
  private static @Nullable ReceiptState state(ReceiptText text, DeliverSm pdu) {
    Optional<String> stat = text.word(ReceiptKey.STAT);
    Octets number = pdu.tlvs().get(MESSAGE_STATE);
    return Optional.ofNullable(number)
        .flatMap(ReceiptParser::state)
        .filter(state -> state != ReceiptState.UNKNOWN)
        .or(() -> stat.flatMap(ReceiptState::ofWord))
        .or(() -> stat.flatMap(word -> ReceiptState.ofWord(phrase(text))))
        .orElse(stat.isEmpty() && number == null ? null : ReceiptState.UNKNOWN);
  }

  private static String phrase(ReceiptText text) {
    return text.words(ReceiptKey.STAT).limit(MOST_WORDS).collect(Collectors.joining("_"));
  }

  /** Some SMSCs write the digit. */
  private static Optional<ReceiptState> state(Octets parameter) {
    if (parameter.length() != 1) {
      return Optional.empty();
    }
    int number = parameter.at(0);
    return ReceiptState.ofNumber(number >= '0' && number <= '9' ? number - '0' : number);
  }

  private static @Nullable String err(ReceiptText text, DeliverSm pdu) {
    Optional<String> err = text.word(ReceiptKey.ERR);
    Octets code = pdu.tlvs().get(NETWORK_ERROR_CODE);
    if (err.isEmpty() && code != null && code.length() == 3) {
      return "%03d".formatted(code.at(1) << 8 | code.at(2));
    }
    return err.orElse(null);
  }
}
