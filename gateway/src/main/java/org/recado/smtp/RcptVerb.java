package org.recado.smtp;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.recado.intake.Answer;
import org.recado.intake.RcptParameters;
import org.subethamail.smtp.server.Session;

/** RCPT (RFC 5321 section 4.1.1.3) with NOTIFY and ORCPT of RFC 3461. */
final class RcptVerb extends Verb {

  RcptVerb() {
    super("RCPT");
  }

  @Override
  void say(String arguments, Session session) throws IOException {
    if (!session.isMailTransactionInProgress()) {
      say(session, new Answer(503, "5.5.1", "MAIL comes first"));
      return;
    }
    var parsed = EsmtpParameters.parse(arguments, "TO:");
    if (parsed.isEmpty()) {
      say(session, new Answer(501, "5.5.4", "The form is RCPT TO:<address>"));
      return;
    }
    for (String name : parsed.get().values().keySet()) {
      if (!Set.of("NOTIFY", "ORCPT").contains(name)) {
        say(session, new Answer(555, "5.5.4", "RCPT parameter " + name + " is not supported"));
        return;
      }
    }
    if (parsed.get().repeated()) {
      say(session, new Answer(501, "5.5.4", "A parameter is given twice"));
      return;
    }
    var notify = parsed.get().value("NOTIFY").map(text -> text.toUpperCase(Locale.ROOT));
    if (notify.isPresent() && !isNotify(notify.get())) {
      say(
          session,
          new Answer(501, "5.5.4", "NOTIFY takes NEVER, or a list of SUCCESS, FAILURE, DELAY"));
      return;
    }
    if (!isOriginalRecipient(parsed.get().value("ORCPT").orElse("rfc822;none"))) {
      say(session, new Answer(501, "5.5.4", "ORCPT takes type;address in xtext (RFC 3461)"));
      return;
    }
    var answer =
        MailTransaction.of(session)
            .recipient(
                parsed.get().path(),
                new RcptParameters(
                    notify, parsed.get().value("ORCPT").map(EsmtpParameters::decodeXtext)));
    if (answer.isPositive()) {
      session.addRecipient(parsed.get().path());
    }
    say(session, answer);
  }

  /** RFC 3461 section 4.2. */
  private static boolean isOriginalRecipient(String value) {
    int semicolon = value.indexOf(';');
    return value.length() <= 500
        && semicolon > 0
        && value.substring(0, semicolon).matches("[A-Za-z0-9-]+")
        && EsmtpParameters.isXtext(value.substring(semicolon + 1));
  }

  private static boolean isNotify(String value) {
    return value.equals("NEVER")
        || Set.of("SUCCESS", "FAILURE", "DELAY").containsAll(List.of(value.split(",", -1)));
  }
}
