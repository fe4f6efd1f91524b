package org.recado.directory;

import java.util.ArrayList;
import java.util.List;
import org.recado.directory.SyncReport.Problem;

/** What could not be used of the entries read, in the order it was found. */
final class Problems {

  private final List<Problem> found = new ArrayList<>();

  void tell(LdapEntry entry, String sentence) {
    tell(entry.dn(), sentence);
  }

  void tell(String dn, String sentence) {
    found.add(new Problem(dn, sentence));
  }

  List<Problem> all() {
    return List.copyOf(found);
  }
}
