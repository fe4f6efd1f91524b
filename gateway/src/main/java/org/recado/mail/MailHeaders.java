package org.recado.mail;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.recado.message.MailAddress;

/**
 * What a mail says of itself, RFC 5322 section 3.6.
 *
 * @param from the author, if there is exactly one with an address; a mail with none or several has
 *     nobody to send for
 * @param senders who sent it in the author's name, by {@code Sender} (section 3.6.2); one at most,
 *     if the mail is well made
 * @param fromName the author's display name, or empty
 * @param messageId with its angle brackets, as it is repeated in {@code In-Reply-To}
 * @param inReplyTo message ids with their angle brackets
 * @param references message ids with their angle brackets, oldest first
 * @param subject decoded, in one line, or empty
 * @param date as the sender's clock had it
 * @param receiptAsked whether {@code Disposition-Notification-To} or {@code Return-Receipt-To} asks
 *     for a report
 * @param application fields for the gateway: those whose name begins with {@code X-SMS-}
 */
public record MailHeaders(
    Optional<MailAddress> from,
    List<MailAddress> senders,
    String fromName,
    Optional<String> messageId,
    List<String> inReplyTo,
    List<String> references,
    String subject,
    Optional<Instant> date,
    boolean receiptAsked,
    List<HeaderField> application) {

  private static final int MAX_IDS = 200;

  private static final Pattern ID = Pattern.compile("<[^<>\\s\\p{Cntrl}]{1,900}>");

  public MailHeaders {
    senders = List.copyOf(senders);
    inReplyTo = List.copyOf(inReplyTo);
    references = List.copyOf(references);
    application = List.copyOf(application);
  }

  static MailHeaders of(HeaderFields fields) {
    var authors = new ArrayList<Mailboxes.Mailbox>();
    fields.every("From").forEach(value -> authors.addAll(Mailboxes.parse(value)));
    boolean one = authors.size() == 1;
    return new MailHeaders(
        one ? authors.get(0).address() : Optional.empty(),
        fields.every("Sender").stream()
            .flatMap(value -> Mailboxes.parse(value).stream())
            .flatMap(mailbox -> mailbox.address().stream())
            .toList(),
        one ? authors.get(0).name() : "",
        ids(fields.first("Message-ID").orElse("")).stream().findFirst(),
        ids(fields.first("In-Reply-To").orElse("")),
        ids(fields.first("References").orElse("")),
        subject(fields),
        fields.first("Date").flatMap(MailDates::parse),
        fields.has("Disposition-Notification-To") || fields.has("Return-Receipt-To"),
        fields.all().stream()
            .filter(f -> f.name().toLowerCase(Locale.ROOT).startsWith("x-sms-"))
            .map(f -> new HeaderField(f.name(), EncodedWords.decode(f.value())))
            .toList());
  }

  static String subject(HeaderFields fields) {
    String decoded = EncodedWords.decode(fields.first("Subject").orElse(""));
    return CleanText.clean(decoded).replace('\n', ' ');
  }

  private static List<String> ids(String value) {
    var ids = new ArrayList<String>();
    Matcher id = ID.matcher(value);
    while (id.find() && ids.size() < MAX_IDS) {
      ids.add(id.group());
    }
    return ids;
  }

  /** The message id alone: the rest says who wrote to whom, and about what. */
  @Override
  public String toString() {
    return "MailHeaders[" + messageId.orElse("no message id") + "]";
  }
}
