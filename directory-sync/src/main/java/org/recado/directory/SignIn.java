package org.recado.directory;

import java.time.Duration;

/** Checks a password by binding to the directory; passwords are never stored. */
public interface SignIn {

  /**
   * @param login a UPN, mail address or {@code uid}; anything, including hostile text
   * @param password never empty: an empty one would be an anonymous bind (RFC 4513 section 5.1.2)
   *     and is refused here
   */
  Result check(String login, String password);

  /**
   * The same, for who slows down guessing.
   *
   * @param address the IP address the try comes from
   */
  default Result check(String login, String password, String address) {
    return check(login, password);
  }

  /** What a sign-in came to. */
  sealed interface Result {}

  /** The directory accepted the password, and the snapshot knows an enabled person behind it. */
  record Accepted(Person person) implements Result {}

  /**
   * Wrong name or password, or the person may no longer sign in. Never say which to the outside.
   */
  record Refused(String reason) implements Result {}

  /**
   * Too much failed lately, and this was not tried.
   *
   * @param pause after which it will be
   */
  record Delayed(String reason, Duration pause) implements Result {}

  /** No directory could be asked. The caller should answer with a temporary failure. */
  record Unavailable(String reason) implements Result {}
}
