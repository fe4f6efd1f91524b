package org.recado.directory;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.recado.directory.DirectoryCopy.Member;
import org.recado.directory.DirectoryCopy.PersonEntry;
import org.recado.message.MailAddress;
import org.recado.message.Msisdn;

/** Makes people of entries. */
final class PersonReader {

  private static final Pattern ADDRESS_TYPE = Pattern.compile("([A-Za-z][A-Za-z0-9]*):(.*)");
  private static final int LONGEST_LOGIN = 320;

  private final SourceSettings source;
  private final Members members;
  private final Problems problems;
  private int withoutMail;

  PersonReader(SourceSettings source, Members members, Problems problems) {
    this.source = source;
    this.members = members;
    this.problems = problems;
  }

  /** How many entries had no mail address. */
  int withoutMail() {
    return withoutMail;
  }

  /** Whether it has a mail address; tells of one that is none. */
  boolean isPerson(LdapEntry entry) {
    if (mailbox(entry).isPresent()) {
      return true;
    }
    if (entry.all(source.people().attributesFor("mail")).isEmpty()) {
      withoutMail++;
    } else {
      problems.tell(entry, "has a mail address that is none and is left out");
    }
    return false;
  }

  /** The first mail address; without any, the one Exchange marks as primary by capitals. */
  private Optional<MailAddress> mailbox(LdapEntry entry) {
    List<String> mails = entry.all(source.people().attributesFor("mail"));
    return mails.isEmpty()
        ? entry.all(source.people().attributesFor("aliases")).stream()
            .filter(alias -> alias.startsWith("SMTP:"))
            .findFirst()
            .flatMap(alias -> EntryValues.address(alias.substring("SMTP:".length())))
        : EntryValues.address(mails.get(0));
  }

  PersonEntry person(String id, LdapEntry entry) {
    Selection people = source.people();
    MailAddress mail = mailbox(entry).orElseThrow();
    var addresses = new TreeSet<>(Set.of(mail.key()));
    entry
        .all(people.attributesFor("mail"))
        .forEach(text -> EntryValues.address(text).ifPresent(a -> addresses.add(a.key())));
    for (String alias : entry.all(people.attributesFor("aliases"))) {
      mailAlias(alias).flatMap(EntryValues::address).ifPresent(a -> addresses.add(a.key()));
    }
    var logins = new TreeSet<String>();
    for (String login : entry.all(people.attributesFor("logins"))) {
      if (login.length() <= LONGEST_LOGIN) {
        logins.add(login.toLowerCase(Locale.ROOT));
      }
    }
    return new PersonEntry(
        id,
        entry.dn(),
        EntryValues.shortened(entry.first(people.attributesFor("name")).orElse(mail.toString())),
        mail,
        addresses,
        logins,
        EntryValues.country(entry, people),
        entry.first(people.attributesFor("department")).map(EntryValues::shortened),
        entry.first(people.attributesFor("manager")).flatMap(members::findPerson),
        entry.first(people.attributesFor("cost-centre")).map(EntryValues::shortened),
        numbersOf(entry, people),
        entry.first(people.attributesFor("primary-group")),
        delegates(entry, people),
        expiry(entry, people),
        EntryValues.enabled(entry, people));
  }

  /** Those of an employee that can be read; the rest is the telephone list's business. */
  private SortedSet<String> numbersOf(LdapEntry entry, Selection people) {
    var numbers = new TreeSet<String>();
    String region = EntryValues.country(entry, people).orElse(source.region());
    for (String typed : entry.all(people.attributesFor("numbers"))) {
      try {
        numbers.add(Msisdn.parse(typed, region).digits());
      } catch (IllegalArgumentException e) {
        // an extension, a landline of another form
      }
    }
    return numbers;
  }

  private SortedSet<String> delegates(LdapEntry entry, Selection people) {
    var ids = new TreeSet<String>();
    entry
        .all(people.attributesFor("delegates"))
        .forEach(value -> members.find(value).map(Member::id).ifPresent(ids::add));
    return ids;
  }

  private Optional<Instant> expiry(LdapEntry entry, Selection people) {
    Optional<Instant> first = Optional.empty();
    for (String attribute : people.attributesFor("expires")) {
      for (String value : entry.all(attribute)) {
        try {
          var expires = AccountExpiry.of(attribute, value);
          if (expires.isPresent() && first.filter(expires.get()::isAfter).isEmpty()) {
            first = expires;
          }
        } catch (IllegalArgumentException e) {
          problems.tell(
              entry, "has a value in " + attribute + " that is no time; it counts as never");
        }
      }
    }
    return first;
  }

  /** {@code proxyAddresses} names the type of each address; only {@code smtp:} is mail. */
  private static Optional<String> mailAlias(String value) {
    var typed = ADDRESS_TYPE.matcher(value);
    if (!typed.matches()) {
      return Optional.of(value);
    }
    return typed.group(1).equalsIgnoreCase("smtp") ? Optional.of(typed.group(2)) : Optional.empty();
  }
}
