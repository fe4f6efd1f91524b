package org.recado.receipt;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.recado.smpp.DeliverSm;
import org.recado.smpp.EsmClass;
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

  private ReceiptParser() {}

  /**
   * Reads a receipt.
   *
   * @return empty for a client's message. See {@link Receipt#marked} for one that only looks like a
   *     receipt
   */
  public static Optional<Receipt> parse(DeliverSm pdu) {
    ReceiptText text = ReceiptText.of(UserData.parse(pdu).octets());
    boolean marked = marked(pdu);
    if (!marked && !readsLikeOne(text)) {
      return Optional.empty();
    }
    String stat = text.word(ReceiptKey.STAT).orElse(null);
    return Optional.of(
        new Receipt(
            ids(text, pdu),
            state(stat, pdu),
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
   * in the table, a date that can be read and a counter or error code in one message, unless they
   * copy a receipt.
   */
  private static boolean readsLikeOne(ReceiptText text) {
    return text.word(ReceiptKey.ID).isPresent()
        && text.word(ReceiptKey.STAT).flatMap(ReceiptState::ofWord).isPresent()
        && (text.time(ReceiptKey.DONE).isPresent() || text.time(ReceiptKey.SUBMITTED).isPresent())
        && (text.word(ReceiptKey.ERR).isPresent() || text.word(ReceiptKey.DLVRD).isPresent());
  }

  private static List<String> ids(ReceiptText text, DeliverSm pdu) {
    var ids = new ArrayList<String>();
    text.word(ReceiptKey.ID).filter(id -> id.length() <= LONGEST_ID).ifPresent(ids::add);
    Octets receipted = pdu.tlvs().get(RECEIPTED_MESSAGE_ID);
    if (receipted != null) {
      String id = new String(receipted.toArray(), StandardCharsets.ISO_8859_1);
      int nul = id.indexOf('\0');
      id = (nul < 0 ? id : id.substring(0, nul)).strip();
      if (!id.isEmpty() && id.length() <= LONGEST_ID && !ids.contains(id)) {
        ids.add(id);
      }
    }
    return ids;
  }

  /** A word in the table, else the parameter, else UNKNOWN for a word that is in none. */
  private static @Nullable ReceiptState state(@Nullable String stat, DeliverSm pdu) {
    Optional<ReceiptState> state = Optional.ofNullable(stat).flatMap(ReceiptState::ofWord);
    Octets number = pdu.tlvs().get(MESSAGE_STATE);
    if (state.isEmpty() && number != null && number.length() == 1) {
      state = ReceiptState.ofNumber(number.at(0));
    }
    return state.orElse(stat == null && number == null ? null : ReceiptState.UNKNOWN);
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
