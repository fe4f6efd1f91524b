package org.recado.mail;

/**
 * Why a mail cannot become a short message, and how its writer mends it. The sentences go into an
 * SMTP reply and therefore are ASCII.
 */
public enum Refusal {
  EMPTY("The mail has no text: write the message into the body of the mail and send it again."),
  ONLY_QUOTED(
      "The mail has nothing but quoted text: write the message above the quoted mail and send it"
          + " again."),
  ONLY_ATTACHMENTS(
      "The mail has only attachments or pictures, which a text message cannot carry: write the"
          + " message as text and send it again."),
  ENCRYPTED(
      "The mail is encrypted and cannot be read here: switch encryption off for this mail and send"
          + " it again."),
  SIGNED_UNREADABLE(
      "The mail is signed in a form that hides its text: choose to sign in clear text, or switch"
          + " signing off, and send it again."),
  CALENDAR(
      "A calendar invitation cannot become a text message: write the date and place into a mail of"
          + " its own and send that."),
  RICH_TEXT(
      "The mail is in Outlook Rich Text (winmail.dat): choose Format Text, HTML or Plain Text, and"
          + " send it again."),
  UNREADABLE("The characters of the mail cannot be read: send it again as plain text in UTF-8."),
  TOO_COMPLEX(
      "The mail has too many parts or too much text to be read: write a new mail with the message"
          + " alone and send that."),
  TOO_SLOW(
      "The mail takes too long to be read: write a new mail with the message alone and send"
          + " that.");

  private final String sentence;

  Refusal(String sentence) {
    this.sentence = sentence;
  }

  /** One sentence for the writer of the mail. */
  public String sentence() {
    return sentence;
  }
}
