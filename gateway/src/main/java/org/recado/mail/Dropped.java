package org.recado.mail;

import java.util.Objects;

/**
 * Something of a mail that is not in its short message.
 *
 * @param text what was left out; for an attachment its name and type
 */
public record Dropped(Kind kind, String text) {

  /** Why something was left out. */
  public enum Kind {
    /** The mail that was answered. */
    QUOTE,
    /** Who the writer is, as the mail client adds it. */
    SIGNATURE,
    /** What the firm's mail server adds. */
    DISCLAIMER,
    /** A file, a picture, a mail inside the mail. */
    ATTACHMENT,
    /** Text that the reader of the mail does not see. */
    HIDDEN,
    /** What stands after the mark that ends a text, {@code recado.mail.end-mark}. */
    AFTER_MARK
  }

  public Dropped {
    Objects.requireNonNull(kind);
    Objects.requireNonNull(text);
  }

  /** The kind and length alone: logs hold no text. */
  @Override
  public String toString() {
    return kind + " of " + text.length() + " characters";
  }
}
