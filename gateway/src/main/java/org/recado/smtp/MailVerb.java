package org.recado.smtp;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.recado.intake.Answer;
import org.recado.intake.MailParameters;
import org.subethamail.smtp.server.Session;

/** MAIL (RFC 5321 section 4.1.1.2) with SIZE, BODY, SMTPUTF8, RET, ENVID and AUTH. */
final class MailVerb extends Verb {

  private static final Set<String> KNOWN =
      Set.of("SIZE", "BODY", "SMTPUTF8", "RET", "ENVID", "AUTH");

  MailVerb() {
    super("MAIL");
  }

  @Override
  void say(String arguments, Session session) throws IOException {
    if (session.isMailTransactionInProgress()) {
      say(session, new Answer(503, "5.5.1", "A mail is under way already; RSET drops it"));
      return;
    }
    var parsed = EsmtpParameters.parse(arguments, "FROM:");
    if (parsed.isEmpty()) {
      say(session, new Answer(501, "5.5.4", "The form is MAIL FROM:<address>"));
      return;
    }
    var problem = problemOf(parsed.get(), session.getServer().getMaxMessageSize());
    if (problem.isPresent()) {
      say(session, problem.get());
      return;
    }
    session.startMailTransaction();
    var parameters =
        new MailParameters(
            parsed.get().value("ENVID").map(EsmtpParameters::decodeXtext),
            parsed.get().value("RET").filter("HDRS"::equalsIgnoreCase).isPresent());
    var answer = MailTransaction.of(session).from(parsed.get().path(), parameters);
    if (!answer.isPositive()) {
      session.resetMailTransaction();
    }
    say(session, answer);
  }

  private static Optional<Answer> problemOf(EsmtpParameters parameters, int maxSize) {
    for (String name : parameters.values().keySet()) {
      if (!KNOWN.contains(name)) {
        return Optional.of(
            new Answer(555, "5.5.4", "MAIL parameter " + name + " is not supported"));
      }
    }
    if (parameters.repeated()) {
      return Optional.of(new Answer(501, "5.5.4", "A parameter is given twice"));
    }
    String size = parameters.value("SIZE").orElse("0");
    if (!size.matches("[0-9]{1,20}")) {
      return Optional.of(new Answer(501, "5.5.4", "SIZE takes a number of octets"));
    }
    if (size.length() > 18 || Long.parseLong(size) > maxSize) {
      return Optional.of(
          new Answer(552, "5.3.4", "A mail may have at most " + maxSize + " octets"));
    }
    if (!parameters.value("RET").orElse("FULL").matches("(?i)FULL|HDRS")) {
      return Optional.of(new Answer(501, "5.5.4", "RET takes FULL or HDRS"));
    }
    if (!parameters.value("BODY").orElse("7BIT").matches("(?i)7BIT|8BITMIME")) {
      return Optional.of(new Answer(501, "5.5.4", "BODY takes 7BIT or 8BITMIME"));
    }
    if (!parameters.value("SMTPUTF8").orElse("").isEmpty()) {
      return Optional.of(new Answer(501, "5.5.4", "SMTPUTF8 takes no value"));
    }
    String envelopeId = parameters.value("ENVID").orElse("none");
    if (envelopeId.length() > 100 || !EsmtpParameters.isXtext(envelopeId)) {
      return Optional.of(
          new Answer(501, "5.5.4", "ENVID takes 1 to 100 characters of xtext (RFC 3461)"));
    }
    return Optional.empty();
  }
}
