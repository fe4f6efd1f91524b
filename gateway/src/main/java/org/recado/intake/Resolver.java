package org.recado.intake;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.recado.directory.Contact;
import org.recado.directory.Directory;
import org.recado.directory.Person;
import org.recado.mail.HeaderField;
import org.recado.policy.PolicyProperties;

/** Finds whom a recipient's address means: a number, or somebody the directory knows. */
final class Resolver {

  private final Directory directory;
  private final PolicyProperties settings;

  Resolver(Directory directory, PolicyProperties settings) {
    this.directory = directory;
    this.settings = settings;
  }

  /**
   * @param by whose region national numbers are of
   */
  Resolution resolve(String localPart, Person by) {
    var parsed = RecipientParser.read(localPart, by.region().orElse(settings.region()));
    var options = ApplicationHeaders.parse(parsed.options());
    if (options.headers().isEmpty()) {
      return Resolution.Nobody.because("5.1.3", options.problem());
    }
    var recipient = parsed.recipient();
    if (recipient instanceof Recipient.Unusable unusable) {
      return Resolution.Nobody.because("5.1.3", unusable.sentence());
    }
    if (recipient instanceof Recipient.Number number) {
      var name = directory.findNameOf(number.msisdn()).orElse("");
      return client(new Contact(name, number.msisdn()), parsed.options());
    }
    return named(((Recipient.Name) recipient).name(), parsed.options());
  }

  private Resolution named(String name, List<HeaderField> options) {
    var contacts = directory.resolve(name);
    var lists = directory.lists(name);
    if (contacts.isEmpty() && lists.isEmpty()) {
      return Resolution.Nobody.because(
          "5.1.1", "Nobody in the directory is called so; write the number, like +34600111222");
    }
    if (contacts.size() + lists.size() == 1) {
      return contacts.isEmpty()
          ? new Resolution.Clients(lists.get(0), options)
          : client(contacts.get(0), options);
    }
    return Resolution.Nobody.because(
        "5.1.4",
        "More than one is called so: "
            + Stream.concat(
                    contacts.stream().map(Contact::name),
                    lists.stream().map(list -> "the list " + list.name()))
                .limit(5)
                .collect(Collectors.joining(", ")));
  }

  private Resolution client(Contact contact, List<HeaderField> options) {
    var problem = NumberPolicy.problem(contact.number(), settings);
    return problem.isPresent()
        ? Resolution.Nobody.because("5.7.1", problem.get())
        : new Resolution.Client(contact, options);
  }
}
