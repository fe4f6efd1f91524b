package org.recado.intake;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.recado.directory.Contact;
import org.recado.directory.ContactList;
import org.recado.directory.Person;
import org.recado.mail.HeaderField;
import org.recado.message.Category;
import org.recado.message.Msisdn;
import org.recado.policy.PolicyProperties;
import org.recado.policy.Verdict;

/** The clients of one mail: those who may be texted, each once however often it was named. */
final class Addressees {

  private final Resolver resolver;
  private final PolicyProperties settings;
  private final Refusals refusals;
  private final Map<Msisdn, Addressee> byNumber = new LinkedHashMap<>();

  Addressees(IntakeRules rules, Refusals refusals) {
    this.resolver = new Resolver(rules.directory(), rules.settings());
    this.settings = rules.settings();
    this.refusals = refusals;
  }

  Collection<Addressee> all() {
    return byNumber.values();
  }

  /**
   * @param path the address of RCPT
   * @return what RCPT is answered
   */
  Answer add(Person by, String path, String localPart, RcptParameters given) {
    var resolution = resolver.resolve(localPart, by);
    if (resolution instanceof Resolution.Clients clients) {
      return list(clients.list(), by, path, given, clients.options());
    }
    if (resolution instanceof Resolution.Client client) {
      return client(client.contact(), by, path, given, client.options());
    }
    return ((Resolution.Nobody) resolution).problem();
  }

  private Answer client(
      Contact contact, Person by, String path, RcptParameters given, List<HeaderField> options) {
    // a category is known only with the mail; refuse at once what none could allow
    var verdict = refusals.judge(by, contact, Category.PERSONAL);
    if (verdict instanceof Verdict.Refuse refuse && !refusals.mayBeOverridden(refuse)) {
      refusals.record(by, contact, refuse);
      return new Answer(550, "5.7.1", refuse.reason());
    }
    if (!byNumber.containsKey(contact.number()) && byNumber.size() >= settings.maxRecipients()) {
      return new Answer(
          452, "4.5.3", "A mail may text at most " + settings.maxRecipients() + " clients");
    }
    byNumber.putIfAbsent(contact.number(), new Addressee(contact, path, given, options));
    return Answer.ok("2.1.5", "Recipient ok");
  }

  /** Everybody of a list who may be texted; nobody, if they are too many. */
  private Answer list(
      ContactList list, Person by, String path, RcptParameters given, List<HeaderField> options) {
    var some = new LinkedHashMap<Msisdn, Contact>();
    String reason = "";
    for (var contact : list.contacts()) {
      if (NumberPolicy.problem(contact.number(), settings).isPresent()) {
        continue;
      }
      var verdict = refusals.judge(by, contact, Category.PERSONAL);
      if (verdict instanceof Verdict.Refuse refuse && !refusals.mayBeOverridden(refuse)) {
        refusals.record(by, contact, refuse);
        reason = refuse.reason();
      } else if (!byNumber.containsKey(contact.number())) {
        some.put(contact.number(), contact);
      }
    }
    if (some.isEmpty() && byNumber.isEmpty()) {
      return new Answer(
          550,
          "5.7.1",
          reason.isEmpty() ? "Nobody on the list has a mobile number that can be used" : reason);
    }
    int most = settings.maxRecipients();
    if (byNumber.size() + some.size() > most) {
      return new Answer(
          452,
          "4.5.3",
          "A mail may text at most " + most + " clients, and the list has " + some.size());
    }
    some.forEach(
        (number, contact) -> byNumber.put(number, new Addressee(contact, path, given, options)));
    int without = list.without() + list.contacts().size() - some.size();
    return Answer.ok(
        "2.1.5",
        some.size()
            + " clients of the list"
            + (without == 0 ? "" : "; " + without + " others cannot be texted, or are on already"));
  }
}
