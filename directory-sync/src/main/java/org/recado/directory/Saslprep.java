package org.recado.directory;

import com.ongres.saslprep.SASLprep;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Names and passwords as RFC 4616 section 2 and RFC 4511 section 4.2.1 want them compared: prepared
 * by SASLprep (RFC 4013) as query strings, in which code points that Unicode 3.2 had not assigned
 * are allowed (RFC 3454 section 7).
 */
public final class Saslprep {

  private static final SASLprep PROFILE = new SASLprep();

  private Saslprep() {}

  /**
   * @param typed anything
   * @return the prepared form; empty where SASLprep prohibits it, and where nothing is left of it,
   *     and then nobody may sign in with it
   */
  public static Optional<String> prepare(String typed) {
    try {
      return Optional.of(PROFILE.prepareQuery(typed)).filter(prepared -> !prepared.isEmpty());
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      return Optional.empty(); // the latter where nothing is left for its look at directions
    }
  }

  /**
   * The forms a password is tried in: as typed, since directories keep what was typed where it was
   * set (Active Directory prepares nothing, so its password may have an {@code ª}); then prepared,
   * where that differs. None if it is prohibited.
   */
  static List<String> forms(String password) {
    return prepare(password).stream()
        .flatMap(prepared -> Stream.of(password, prepared))
        .distinct()
        .toList();
  }
}
