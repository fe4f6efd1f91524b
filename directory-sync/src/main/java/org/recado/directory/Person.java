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
    Set<String> groups,
    boolean enabled) {

  /** What an archive record copies of a person. */
  public Map<String, String> particulars() {
    var copy = new TreeMap<String, String>();
    copy.put("id", id);
    copy.put("name", name);
    copy.put("mail", mail.toString());
    department.ifPresent(value -> copy.put("department", value));
    return copy;
  }
}
