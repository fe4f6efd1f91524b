package org.recado.receipt;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A delivery receipt, as far as the SMSC said. Any field may be missing but the marks.
 *
 * @param ids the message ids it names, each once: {@code receipted_message_id}'s before the text's,
 *     but after it where vendors write the same id in different bases there. For matching see
 *     {@link MessageIdForms}
 * @param state null when the receipt tells none; UNKNOWN for a word that is in no table
 * @param stat the state as it was written, null when only {@code message_state} told it
 * @param err the error as written, or {@code network_error_code}'s number
 * @param submitted when the SMSC took the message
 * @param done when the message came to this state
 * @param intermediate whether {@code esm_class} calls it a notice of a message still under way
 * @param marked whether {@code esm_class} or the optional parameters call it a receipt. When not,
 *     it only reads like one: believe it if it names a message that went to this very number, else
 *     take it as a client's reply
 */
public record Receipt(
    List<String> ids,
    @Nullable ReceiptState state,
    @Nullable String stat,
    @Nullable String err,
    @Nullable ReceiptTime submitted,
    @Nullable ReceiptTime done,
    boolean intermediate,
    boolean marked) {

  public Receipt {
    ids = List.copyOf(ids);
  }

  /** The first id, null when it names none. */
  public @Nullable String id() {
    return ids.isEmpty() ? null : ids.get(0);
  }
}
