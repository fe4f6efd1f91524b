package org.recado.intake;

import org.recado.directory.Directory;
import org.recado.dkim.DkimVerifier;
import org.recado.mail.MailProperties;
import org.recado.numbering.NumberingProperties;
import org.recado.policy.Policy;
import org.recado.policy.PolicyProperties;

/**
 * What decides whether a mail is taken.
 *
 * @param domain the reply domain, the only one texts are addressed to
 * @param directory who is who
 * @param policy who may text whom, about what
 * @param settings the limits and the categories
 * @param numbering the pools of long numbers
 * @param mail templates, and what of a mail is its text
 * @param dkim who signed a mail
 * @param answered which message of a client a mail answers
 */
public record IntakeRules(
    String domain,
    Directory directory,
    Policy policy,
    PolicyProperties settings,
    NumberingProperties numbering,
    MailProperties mail,
    DkimVerifier dkim,
    Answered answered) {

  Composer.Rules composing() {
    return new Composer.Rules(settings, numbering, mail);
  }
}
