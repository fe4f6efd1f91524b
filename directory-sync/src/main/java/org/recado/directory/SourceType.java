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
          Map.of(
              "id", List.of("objectGUID"),
              "name", List.of("displayName", "cn"),
              "mail", List.of("mail"),
              "aliases", List.of("proxyAddresses"),
              "logins", List.of("userPrincipalName", "sAMAccountName"),
              "region", List.of("c"),
              "department", List.of("department"),
              "manager", List.of("manager"),
              // ADS_UF_ACCOUNTDISABLE, [MS-ADTS] section 2.2.16
              "disabled", List.of("userAccountControl&2"))),
      new Selection(
          "",
          "(objectClass=group)",
          Map.of(
              "id", List.of("objectGUID"),
              "name", List.of("cn"),
              "mail", List.of("mail"),
              "members", List.of("member"))),
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
          Map.of(
              "id", List.of("entryUUID"),
              "name", List.of("displayName", "cn"),
              "mail", List.of("mail"),
              "aliases", List.of("mailLocalAddress"),
              "logins", List.of("uid"),
              "region", List.of("c"),
              "department", List.of("departmentNumber", "ou"),
              "manager", List.of("manager"),
              // the value slapo-ppolicy(5) gives an account locked until an administrator unlocks
              // it
              "disabled", List.of("pwdAccountLockedTime=000001010000Z"))),
      new Selection(
          "",
          "(|(objectClass=groupOfNames)(objectClass=groupOfUniqueNames)(objectClass=posixGroup))",
          Map.of(
              "id", List.of("entryUUID"),
              "name", List.of("cn"),
              "mail", List.of("mail"),
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
              "manager", List.of("manager"))),
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
