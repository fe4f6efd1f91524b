package org.recado.directory;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.recado.message.MailAddress;

/**
 * An employee as the last finished sync run knew them.
 *
 * @param id the directory's stable id ({@code entryUUID}, {@code objectGUID}…): survives renames,
 *     never given twice
 * @param name as people read it
 * @param mail the mailbox answers go to
 * @param region ISO 3166-1 alpha-2, for numbers typed without a country code
 * @param department department or team
 * @param manager the id of the manager
 * @param costCentre whom the firm charges, as the directory writes it
 * @param groups names of the groups the person is in, nested ones included
 * @param enabled false once the directory disabled or removed the person
 */
public record Person(
    String id,
    String name,
    MailAddress mail,
    Optional<String> region,
    Optional<String> department,
    Optional<String> manager,
    Optional<String> costCentre,
    Set<String> groups,
    boolean enabled) {

  /** A person without a cost centre. */
  public Person(
      String id,
      String name,
      MailAddress mail,
      Optional<String> region,
      Optional<String> department,
      Optional<String> manager,
      Set<String> groups,
      boolean enabled) {
    this(id, name, mail, region, department, manager, Optional.empty(), groups, enabled);
  }

  /** What the id of an application begins with, which sends in its own name. */
  public static final String APPLICATION = "application:";

  /** An application of the firm, which no directory knows. */
  public static Person application(String name, MailAddress mail) {
    return new Person(
        APPLICATION + name,
        name,
        mail,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Set.of(),
        true);
  }

  public boolean isApplication() {
    return id.startsWith(APPLICATION);
  }

  /** What an archive record copies of a person. */
  public Map<String, String> particulars() {
    var copy = new TreeMap<String, String>();
    copy.put("id", id);
    copy.put("name", name);
    copy.put("mail", mail.toString());
    department.ifPresent(value -> copy.put("department", value));
    costCentre.ifPresent(value -> copy.put("cost-centre", value));
    return copy;
  }
}
