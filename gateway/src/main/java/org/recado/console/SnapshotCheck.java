package org.recado.console;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.recado.directory.Directory;
import org.recado.directory.Person;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.authentication.logout.SecurityContextLogoutHandler;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Looks each visitor up in the snapshot at each request: who was disabled since loses the session,
 * and who was put into a group or taken out of it has the roles of now.
 */
final class SnapshotCheck extends OncePerRequestFilter {

  private final Directory directory;
  private final DirectorySignIn signIn;
  private final SecurityContextLogoutHandler signOut = new SecurityContextLogoutHandler();

  SnapshotCheck(Directory directory, DirectorySignIn signIn) {
    this.directory = directory;
    this.signIn = signIn;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    var before = SecurityContextHolder.getContext().getAuthentication();
    if (before != null && before.getPrincipal() instanceof Visitor visitor) {
      var now = directory.findById(visitor.person().id()).filter(Person::enabled);
      if (now.isEmpty()) {
        signOut.logout(request, response, before);
        WebSecurity.toSignIn(request, response, "ended");
        return;
      }
      // for this request only: the session keeps who signed in
      var context = SecurityContextHolder.createEmptyContext();
      context.setAuthentication(signIn.signedIn(now.get()));
      SecurityContextHolder.setContext(context);
    }
    chain.doFilter(request, response);
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    String path = request.getRequestURI().substring(request.getContextPath().length());
    return path.startsWith("/assets/") || path.startsWith("/webjars/");
  }
}
