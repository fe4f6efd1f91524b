package org.recado.intake;

import java.util.Optional;
import org.recado.directory.Directory;
import org.recado.directory.Person;
import org.recado.mail.MailHeaders;
import org.recado.message.MailAddress;

/**
 * In whose name the other end of a session may write. Asked anew at every command: rights end at
 * once, sessions later.
 */
final class SenderRights {

  private final Directory directory;
  private final Peer peer;

  SenderRights(Directory directory, Peer peer) {
    this.directory = directory;
    this.peer = peer;
  }

  /** As themselves, or in the name of somebody whose entry allows it. */
  boolean maySendAs(Person who, Person name) {
    return who.id().equals(name.id()) || directory.mayActFor(who, name);
  }

  /** Now, and not when the session began. */
  boolean isEnabled(Person person) {
    return person.isApplication()
        || directory.findById(person.id()).filter(Person::enabled).isPresent();
  }

  /** In whose name the mail is, by its From header; empty if the sender may not write so. */
  Optional<Person> writer(Person by, MailHeaders headers) {
    if (peer instanceof Peer.Application application) {
      return headers
          .from()
          .filter(from -> from.domain().equals(application.domain()))
          .map(from -> Person.application(application.name(), from));
    }
    // a right is not passed on: who may write as Carmen may not write as those who allowed her
    var who = peer instanceof Peer.SignedIn signedIn ? signedIn.person() : by;
    return headers
        .from()
        .flatMap(directory::findByMail)
        .filter(Person::enabled)
        .filter(person -> maySendAs(who, person));
  }

  /** The first of those {@code Sender} names who may not send for the writer. */
  Optional<MailAddress> wrongSender(Person by, MailHeaders headers) {
    return headers.senders().stream()
        .filter(named -> headers.from().stream().noneMatch(named::sameMailbox))
        .filter(named -> !maySend(named, by))
        .findFirst();
  }

  private boolean maySend(MailAddress named, Person by) {
    return peer instanceof Peer.Application application
        ? named.domain().equals(application.domain())
        : directory
            .findByMail(named)
            .filter(Person::enabled)
            .filter(person -> maySendAs(person, by))
            .isPresent();
  }

  /** Why whom MAIL named may send no more: rights end at once, sessions later. */
  Optional<String> lost(Person by) {
    if (!isEnabled(by)
        || (peer instanceof Peer.SignedIn signedIn && !isEnabled(signedIn.person()))) {
      return Optional.of("The sender's account is disabled in the directory");
    }
    return peer instanceof Peer.SignedIn signedIn && !maySendAs(signedIn.person(), by)
        ? Optional.of("You may no longer write in the name of " + by.mail())
        : Optional.empty();
  }

  /**
   * Who wrote it in the writer's name, by the envelope or else by {@code Sender}.
   *
   * @param sender whom MAIL named
   */
  Optional<MailAddress> sentBy(Person sender, Person by, MailHeaders headers) {
    var others =
        headers.senders().stream()
            .filter(
                named ->
                    directory.findByMail(named).stream()
                        .noneMatch(person -> person.id().equals(by.id())));
    return Optional.of(sender)
        .filter(person -> !person.id().equals(by.id()))
        .map(Person::mail)
        .or(others::findFirst);
  }

  /** Who handed the mail in. */
  String actor(Person by) {
    if (peer instanceof Peer.Relay relay) {
      return relay.name();
    }
    return peer instanceof Peer.SignedIn signedIn
        ? signedIn.person().mail().toString()
        : by.mail().toString();
  }
}
