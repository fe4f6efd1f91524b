package org.recado.directory;

import java.util.List;
import java.util.Map;

/**
 * The make of a directory: what its schema calls things, unless the configuration says otherwise.
 * The same tables stand, explained, in {@code config/directory/*.yaml}; a test holds them together.
 */
@SuppressWarnings("ImmutableEnumChecker") // Selection copies its map on the way in
public enum SourceType {
  /** Microsoft Active Directory and Samba AD ([MS-ADSC], [MS-ADA1] to [MS-ADA3]). */
  AD(
      500,
      new Selection(
          "",
          "(&(objectCategory=person)(objectClass=user))",
          words(
              entry("id", "objectGUID"),
              entry("name", "displayName", "cn"),
              entry("mail", "mail"),
              entry("aliases", "proxyAddresses"),
              entry("logins", "userPrincipalName", "sAMAccountName"),
              entry("region", "c"),
              entry("department", "department"),
              entry("numbers", "mobile", "telephoneNumber"),
              entry("manager", "manager"),
              entry("delegates", "publicDelegates"),
              entry("primary-group", "primaryGroupID"),
              entry("expires", "accountExpires"),
              // ADS_UF_ACCOUNTDISABLE, [MS-ADTS] section 2.2.16
              entry("disabled", "userAccountControl&2"))),
      new Selection(
          "",
          "(objectClass=group)",
          words(
              entry("id", "objectGUID"),
              entry("name", "cn"),
              entry("names", "displayName", "sAMAccountName", "mailNickname"),
              entry("mail", "mail"),
              entry("members", "member"),
              // of the SID the last part is what primaryGroupID holds
              entry("primary-key", "objectSid"))),
      new Selection(
          "",
          "(objectClass=contact)",
          Map.of(
              "id", List.of("objectGUID"),
              "name", List.of("displayName", "cn"),
              "names", List.of("displayName", "cn", "mailNickname", "mail"),
              "mobile", List.of("mobile", "otherMobile"),
              "region", List.of("c")))),

  /** OpenLDAP with inetOrgPerson (RFC 2798) and the entryUUID of RFC 4530. */
  OPENLDAP(
      500,
      new Selection(
          "",
          "(objectClass=inetOrgPerson)",
          words(
              entry("id", "entryUUID"),
              entry("name", "displayName", "cn"),
              entry("mail", "mail"),
              entry("aliases", "mailLocalAddress"),
              entry("logins", "uid"),
              entry("region", "c"),
              entry("department", "departmentNumber", "ou"),
              entry("numbers", "mobile", "telephoneNumber"),
              entry("manager", "manager"),
              entry("primary-group", "gidNumber"),
              entry("expires", "shadowExpire", "pwdEndTime"),
              // the value slapo-ppolicy(5) gives an account locked until an administrator unlocks
              // it
              entry("disabled", "pwdAccountLockedTime=000001010000Z"))),
      new Selection(
          "",
          "(|(objectClass=groupOfNames)(objectClass=groupOfUniqueNames)(objectClass=posixGroup))",
          Map.of(
              "id", List.of("entryUUID"),
              "name", List.of("cn"),
              "mail", List.of("mail"),
              "primary-key", List.of("gidNumber"),
              "members", List.of("member", "uniqueMember", "memberUid"))),
      new Selection(
          "",
          Selection.NONE,
          Map.of(
              "id", List.of("entryUUID"),
              "name", List.of("displayName", "cn"),
              "names", List.of("displayName", "cn", "uid", "mail"),
              "mobile", List.of("mobile"),
              "region", List.of("c")))),

  /** HCL Domino's LDAP service. Its dominoUNID stays when a document is renamed. */
  DOMINO(
      0,
      new Selection(
          "",
          "(objectClass=dominoPerson)",
          Map.of(
              "id", List.of("dominoUNID"),
              "name", List.of("displayName", "cn"),
              "mail", List.of("mail"),
              "logins", List.of("uid"),
              "department", List.of("department", "ou"),
              "numbers", List.of("mobile", "telephoneNumber"),
              "manager", List.of("manager"))),
      new Selection(
          "",
          "(objectClass=dominoGroup)",
          Map.of(
              "id", List.of("dominoUNID"),
              "name", List.of("cn"),
              "mail", List.of("mail"),
              "members", List.of("member"))),
      new Selection(
          "",
          Selection.NONE,
          Map.of(
              "id", List.of("dominoUNID"),
              "name", List.of("displayName", "cn"),
              "names", List.of("displayName", "cn", "uid", "mail"),
              "mobile", List.of("mobile")))),

  /** Any other LDAP version 3 server: inetOrgPerson, with the id RFC 4530 gives every entry. */
  LDAP(
      500,
      new Selection(
          "",
          "(objectClass=inetOrgPerson)",
          Map.of(
              "id", List.of("entryUUID"),
              "name", List.of("displayName", "cn"),
              "mail", List.of("mail"),
              "logins", List.of("uid"),
              "region", List.of("c"),
              "department", List.of("departmentNumber", "ou"),
              "numbers", List.of("mobile", "telephoneNumber"),
              "manager", List.of("manager"),
              // 389 Directory Server; unknown to others, and then nobody's
              "disabled", List.of("nsAccountLock=true"))),
      new Selection(
          "",
          "(|(objectClass=groupOfNames)(objectClass=groupOfUniqueNames))",
          Map.of(
              "id", List.of("entryUUID"),
              "name", List.of("cn"),
              "mail", List.of("mail"),
              "members", List.of("member", "uniqueMember"))),
      new Selection(
          "",
          Selection.NONE,
          Map.of(
              "id", List.of("entryUUID"),
              "name", List.of("displayName", "cn"),
              "names", List.of("displayName", "cn", "uid", "mail"),
              "mobile", List.of("mobile"),
              "region", List.of("c"))));

  private final int pageSize;
  private final Selection people;
  private final Selection groups;
  private final Selection contacts;

  SourceType(int pageSize, Selection people, Selection groups, Selection contacts) {
    this.pageSize = pageSize;
    this.people = people;
    this.groups = groups;
    this.contacts = contacts;
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // handed on as it came, to a method that only reads it
  private static Map<String, List<String>> words(Map.Entry<String, List<String>>... entries) {
    return Map.ofEntries(entries);
  }

  private static Map.Entry<String, List<String>> entry(String word, String... attributes) {
    return Map.entry(word, List.of(attributes));
  }

  /** Entries a page; 0 asks for everything in one answer. */
  public int pageSize() {
    return pageSize;
  }

  public Selection people() {
    return people;
  }

  public Selection groups() {
    return groups;
  }

  public Selection contacts() {
    return contacts;
  }
}
