package org.recado.console;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.recado.console.Moments.Moment;
import org.recado.mail.Dropped;
import org.recado.mail.MailReader;
import org.recado.mail.Reading;

/**
 * A mail to look at: as text, never as the page its sender made of it, and without its attachments.
 *
 * @param date as the sender's clock had it
 * @param text what of it is meant for the client, or empty
 * @param verdict why there is no text, or empty
 * @param rest what else it holds, and what that is taken for
 * @param source the beginning of the mail as it came
 * @param whole whether {@code source} is all of it
 */
record MailView(
    String from,
    String subject,
    String messageId,
    @Nullable Moment date,
    String text,
    String verdict,
    List<Rest> rest,
    String source,
    boolean whole,
    int octets) {

  /** A piece that is not in the short message. */
  record Rest(String kind, String label, String text) {}

  /** More than the header and text of a mail that people write. */
  private static final int SOURCE = 48 * 1024;

  static MailView of(byte[] mail, Texts texts, Moments moments) {
    var reading = new MailReader().read(mail);
    var headers = reading.headers();
    String address = headers.from().map(Object::toString).orElse("");
    return new MailView(
        headers.fromName().isEmpty() ? address : headers.fromName() + " <" + address + ">",
        headers.subject(),
        headers.messageId().orElse(""),
        headers.date().map(moments::of).orElse(null),
        reading instanceof Reading.Sms sms ? sms.text().value() : "",
        verdict(reading),
        dropped(reading).stream()
            .map(
                dropped -> {
                  String kind = dropped.kind().name().toLowerCase(Locale.ROOT);
                  return new Rest(kind, texts.of("dropped." + kind), dropped.text());
                })
            .toList(),
        new String(mail, 0, Math.min(mail.length, SOURCE), StandardCharsets.UTF_8),
        mail.length <= SOURCE,
        mail.length);
  }

  private static String verdict(Reading reading) {
    if (reading instanceof Reading.Refused refused) {
      return refused.sentence();
    }
    return reading instanceof Reading.Automatic automatic ? automatic.sign() : "";
  }

  private static List<Dropped> dropped(Reading reading) {
    if (reading instanceof Reading.Sms sms) {
      return sms.dropped();
    }
    return reading instanceof Reading.Refused refused ? refused.dropped() : List.of();
  }
}
