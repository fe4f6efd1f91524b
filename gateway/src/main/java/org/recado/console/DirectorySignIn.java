package org.recado.console;

import org.recado.directory.Directory;
import org.recado.directory.Person;
import org.recado.directory.SignIn;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

/**
 * Asks the directory about a password, and records what came of it before anybody is let in. {@link
 * org.recado.directory.BrakedSignIn} slows down guessing, here as in SMTP.
 */
final class DirectorySignIn implements AuthenticationProvider {

  private final SignIn signIn;
  private final Directory directory;
  private final Trail trail;
  private final ConsoleProperties properties;

  DirectorySignIn(SignIn signIn, Directory directory, Trail trail, ConsoleProperties properties) {
    this.signIn = signIn;
    this.directory = directory;
    this.trail = trail;
    this.properties = properties;
  }

  /**
   * @throws BadCredentialsException for whatever is the fault of who signs in: which fault, the
   *     outside is not told
   * @throws AuthenticationServiceException if no directory could be asked
   */
  @Override
  public Authentication authenticate(Authentication given) {
    String address =
        given.getDetails() instanceof WebAuthenticationDetails details
            ? String.valueOf(details.getRemoteAddress())
            : "";
    var result = signIn.check(given.getName(), String.valueOf(given.getCredentials()), address);
    if (result instanceof SignIn.Accepted accepted) {
      trail.signedIn(accepted.person(), address);
      return signedIn(accepted.person());
    }
    if (result instanceof SignIn.Unavailable) {
      throw new AuthenticationServiceException("no directory could be asked");
    }
    trail.refused(address);
    throw new BadCredentialsException("refused");
  }

  /** The person as they are now, with the roles they have now. */
  Authentication signedIn(Person person) {
    var visitor = Visitor.of(person, directory::reportsOf, properties);
    return UsernamePasswordAuthenticationToken.authenticated(
        visitor, null, visitor.roles().stream().map(Role::authority).toList());
  }

  @Override
  public boolean supports(Class<?> type) {
    return UsernamePasswordAuthenticationToken.class.isAssignableFrom(type);
  }
}
