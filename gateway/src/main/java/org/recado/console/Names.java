package org.recado.console;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.recado.archive.search.Hit;
import org.recado.directory.Directory;
import org.recado.directory.Person;
import org.recado.message.Msisdn;

/** What people are called; asks the directory once for each. Made for one answer. */
final class Names {

  private final Directory directory;
  private final Map<String, String> clients = new HashMap<>();
  private final Map<String, String> people = new HashMap<>();

  Names(Directory directory) {
    this.directory = directory;
  }

  /** Empty if the directory does not know the number. */
  String client(Hit hit) {
    return hit.client().map(number -> clients.computeIfAbsent(number, this::findClient)).orElse("");
  }

  private String findClient(String number) {
    try {
      return directory.findNameOf(Msisdn.of(number)).orElse("");
    } catch (IllegalArgumentException e) {
      return ""; // a short code or an alphanumeric sender has no owner in the directory
    }
  }

  /** The employee's name, else the mailbox, else empty. */
  String employee(Hit hit) {
    return hit.person()
        .map(id -> people.computeIfAbsent(id, this::findPerson))
        .filter(name -> !name.isEmpty())
        .or(hit::mailbox)
        .orElse("");
  }

  private String findPerson(String id) {
    Optional<Person> person = directory.findById(id);
    return person.map(Person::name).orElse("");
  }
}
