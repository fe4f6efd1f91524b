package org.recado.status;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.recado.archive.record.Facts;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordKind;
import org.recado.directory.SignIn;
import org.recado.intake.Decisions;
import org.recado.smtp.ApplicationSignIn;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Who asks, at each request anew: an application account by Basic (RFC 7617), by Bearer (RFC 6750,
 * the token being {@code name~secret}), or by its client certificate.
 */
final class ApplicationFilter extends OncePerRequestFilter {

  private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";

  private final ApplicationSignIn signIn;
  private final Origin origin;
  private final Problems problems;
  private final Decisions decisions;
  private final Clock clock;

  ApplicationFilter(
      ApplicationSignIn signIn,
      Origin origin,
      Problems problems,
      Decisions decisions,
      Clock clock) {
    this.signIn = signIn;
    this.origin = origin;
    this.problems = problems;
    this.decisions = decisions;
    this.clock = clock;
  }

  /** Name and secret as they were given. */
  private record Credentials(String name, String secret) {

    @Override
    public String toString() {
      return "Credentials";
    }
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Caller caller;
    try {
      caller = callerOf(request, response);
    } catch (Refusal refusal) {
      problems.write(response, refusal);
      return;
    }
    var context = SecurityContextHolder.createEmptyContext();
    context.setAuthentication(
        UsernamePasswordAuthenticationToken.authenticated(caller, null, List.of()));
    SecurityContextHolder.setContext(context);
    chain.doFilter(request, response);
  }

  private Caller callerOf(HttpServletRequest request, HttpServletResponse response) {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (header == null) {
      return byCertificate(request)
          .orElseThrow(
              () ->
                  challenge(
                      response,
                      "Sign in as an application account of recado.smtp.applications, with Basic,"
                          + " Bearer or a client certificate"));
    }
    if (!origin.isPrivate(request)) {
      throw new Refusal(
          HttpStatus.FORBIDDEN, "Send the secret only inside TLS: ask with https, and change it");
    }
    var given =
        credentials(header)
            .orElseThrow(
                () ->
                    challenge(
                        response,
                        "The Authorization header cannot be read: it has to be Basic with name and"
                            + " secret in base64, or Bearer with name~secret"));
    return bySecret(given, origin.of(request), response);
  }

  private Optional<Caller> byCertificate(HttpServletRequest request) {
    if (origin.isDirect(request)
        && request.getAttribute(CERTIFICATES) instanceof X509Certificate[] chain
        && chain.length > 0) {
      var from = origin.of(request);
      var checked = signIn.checkAgain(chain[0], from);
      if (checked.result() instanceof SignIn.Accepted accepted) {
        return Optional.of(signedIn(accepted, checked.again(), from));
      }
    }
    return Optional.empty();
  }

  private Caller signedIn(SignIn.Accepted accepted, boolean again, InetAddress from) {
    String application = accepted.person().name();
    if (!again) {
      record(application, from, "accepted");
    }
    return new Caller(application);
  }

  private Caller bySecret(Credentials given, InetAddress from, HttpServletResponse response) {
    if (given.name().length() > 63 || given.secret().length() > 1024) {
      throw challenge(response, "The name or the secret is longer than any account's");
    }
    var checked = signIn.checkAgain(given.name(), given.secret(), from);
    if (checked.result() instanceof SignIn.Accepted accepted) {
      return signedIn(accepted, checked.again(), from);
    }
    record("status", from, "refused"); // not the name that was tried: secrets are typed there too
    if (checked.result() instanceof SignIn.Delayed delayed) {
      long seconds = Math.max(1, delayed.pause().toSeconds());
      response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
      throw new Refusal(
          HttpStatus.TOO_MANY_REQUESTS,
          "Too many wrong secrets came from here; try again in " + seconds + " seconds");
    }
    throw challenge(
        response,
        "Name and secret do not fit an application account, or it is not used from this address");
  }

  private void record(String actor, InetAddress from, String outcome) {
    decisions.record(
        RecordDraft.general(RecordKind.SIGNED_IN, clock.instant())
            .fact(Facts.ACTOR, actor)
            .fact("address", from.getHostAddress())
            .fact("by", "status")
            .fact("outcome", outcome));
  }

  private static Refusal challenge(HttpServletResponse response, String sentence) {
    response.addHeader(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"recado\", charset=\"UTF-8\"");
    response.addHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"recado\"");
    return new Refusal(HttpStatus.UNAUTHORIZED, sentence);
  }

  private static Optional<Credentials> credentials(String header) {
    String[] words = header.strip().split(" +", 2);
    if (words.length < 2) {
      return Optional.empty();
    }
    return switch (words[0].toLowerCase(Locale.ROOT)) {
      case "basic" -> decoded(words[1]).flatMap(text -> split(text, ':'));
      case "bearer" -> split(words[1], '~');
      default -> Optional.empty();
    };
  }

  private static Optional<String> decoded(String base64) {
    try {
      return Optional.of(
          new String(Base64.getDecoder().decode(base64.strip()), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Neither mark can be in the name of an account. */
  private static Optional<Credentials> split(String text, char mark) {
    int at = text.indexOf(mark);
    return at < 1
        ? Optional.empty()
        : Optional.of(new Credentials(text.substring(0, at), text.substring(at + 1)));
  }
}
