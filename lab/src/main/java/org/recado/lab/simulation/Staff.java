package org.recado.lab.simulation;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldif.LDIFException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.recado.lab.bank.LabDirectory;
import org.recado.lab.bank.LabMailServer;

/**
 * Who works at the bank, who manages whom, and who left when. The first employee manages the
 * managers, each of whom has a team; whoever leaves is followed by their manager.
 */
final class Staff {

  private static final int TEAM = 20;

  /** When somebody left: from the first instant nobody, from the second everybody knows. */
  private record Leave(long begun, long known) {}

  private final List<String> mails = new ArrayList<>();
  private final Map<Integer, Leave> leaves = new ConcurrentHashMap<>();

  Staff(int employees) {
    for (int i = 0; i < employees; i++) {
      mails.add(login(i) + "@" + LabMailServer.DOMAIN);
    }
  }

  static String login(int employee) {
    return "e%04d".formatted(employee);
  }

  int size() {
    return mails.size();
  }

  String mail(int employee) {
    return mails.get(employee);
  }

  int withMail(String mail) {
    return mails.indexOf(mail);
  }

  /** The first one's manager is themselves: nobody follows them. */
  int manager(int employee) {
    return employee % TEAM == 0 ? 0 : employee / TEAM * TEAM;
  }

  boolean isManager(int employee) {
    return employee % TEAM == 0;
  }

  void hire(LabDirectory directory, LabMailServer server) {
    for (int i = 0; i < mails.size(); i++) {
      try {
        directory
            .server()
            .add(
                "dn: " + LabDirectory.dn(login(i)),
                "objectClass: inetOrgPerson",
                "objectClass: extensibleObject",
                "uid: " + login(i),
                "cn: Empleado " + i,
                "sn: " + i,
                "displayName: Empleado " + i,
                "mail: " + mails.get(i),
                "departmentNumber: Equipo " + i / TEAM,
                "c: ES",
                "manager: " + LabDirectory.dn(login(manager(i))),
                "entryUUID: 01936f0e-00aa-4000-8000-%012d".formatted(i));
      } catch (LDAPException | LDIFException e) {
        throw new IllegalStateException(e);
      }
      server.addMailbox(mails.get(i), login(i), "no-password-is-used");
    }
  }

  void begins(int leaver) {
    leaves.put(leaver, new Leave(System.nanoTime(), Long.MAX_VALUE));
  }

  void isKnown(int leaver) {
    leaves.computeIfPresent(leaver, (who, leave) -> new Leave(leave.begun(), System.nanoTime()));
  }

  boolean hasLeft(int employee) {
    return leaves.containsKey(employee);
  }

  /**
   * Who may have had this employee's conversations between two instants: one, but where somebody's
   * leaving fell between them.
   */
  Set<Integer> heirs(int employee, long from, long to) {
    var heirs = new HashSet<Integer>();
    int one = employee;
    while (true) {
      var leave = leaves.get(one);
      boolean stayed = leave == null || leave.begun() > to;
      boolean gone = leave != null && leave.known() < from;
      if (!gone) {
        heirs.add(one);
      }
      if (stayed || manager(one) == one) {
        return heirs;
      }
      one = manager(one);
    }
  }
}
