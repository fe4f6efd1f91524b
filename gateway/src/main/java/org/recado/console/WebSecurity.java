package org.recado.console;

import static org.springframework.security.web.header.writers.ClearSiteDataHeaderWriter.Directive.CACHE;
import static org.springframework.security.web.header.writers.ClearSiteDataHeaderWriter.Directive.STORAGE;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import org.recado.directory.PostgresDirectory;
import org.recado.directory.SignIn;
import org.recado.intake.Decisions;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.logout.HeaderWriterLogoutHandler;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.security.web.header.writers.ClearSiteDataHeaderWriter;
import org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter.CrossOriginOpenerPolicy;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;

/**
 * Who may ask for what. A page somebody may not see does not exist for them: 404, so that ids
 * cannot be probed.
 */
@Configuration(proxyBeanMethods = false)
class WebSecurity {

  /** Scripts and styles from our own files only; nothing inline, nothing from elsewhere. */
  static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none';"
          + " frame-ancestors 'none'";

  @Bean
  Trail trail(Decisions decisions, Clock clock) {
    return new Trail(decisions, clock);
  }

  /** The only provider there is, so that each sign-in is tried and recorded once. */
  @Bean
  DirectorySignIn directorySignIn(
      SignIn signIn, PostgresDirectory directory, Trail trail, ConsoleProperties properties) {
    return new DirectorySignIn(signIn, directory, trail, properties);
  }

  @Bean
  SecurityFilterChain console(
      HttpSecurity http, PostgresDirectory directory, DirectorySignIn signIn, Trail trail) {
    return http.authorizeHttpRequests(
            to ->
                to.dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.FORWARD)
                    .permitAll()
                    .requestMatchers("/actuator/health/**")
                    .permitAll()
                    .requestMatchers("/actuator/**")
                    .access(
                        (who, at) ->
                            new AuthorizationDecision(Forwarded.isFromThisMachine(at.getRequest())))
                    .requestMatchers("/login", "/language", "/error")
                    .permitAll()
                    .requestMatchers(
                        HttpMethod.GET, "/assets/**", "/webjars/**", "/favicon.ico", "/robots.txt")
                    .permitAll()
                    .requestMatchers("/search", "/messages/**")
                    .hasRole(Role.EMPLOYEE.name())
                    .requestMatchers(HttpMethod.GET, "/holds", "/disposition", "/disposition/**")
                    .hasAnyRole(Role.COMPLIANCE.name(), Role.AUDITOR.name())
                    .requestMatchers("/holds/**", "/disposition/**")
                    .hasRole(Role.COMPLIANCE.name())
                    .requestMatchers("/exports/new")
                    .hasRole(Role.COMPLIANCE.name())
                    .requestMatchers(HttpMethod.GET, "/exports", "/exports/*")
                    .hasAnyRole(Role.COMPLIANCE.name(), Role.AUDITOR.name())
                    .requestMatchers("/exports/**")
                    .hasRole(Role.COMPLIANCE.name())
                    .requestMatchers("/trail")
                    .hasRole(Role.AUDITOR.name())
                    .requestMatchers("/operation", "/operation/**")
                    .hasRole(Role.OPERATOR.name())
                    .anyRequest()
                    .authenticated())
        .formLogin(
            form ->
                form.loginPage("/login")
                    .failureHandler(
                        (request, response, failure) ->
                            toSignIn(
                                request,
                                response,
                                failure instanceof AuthenticationServiceException
                                    ? "unavailable"
                                    : "refused")))
        .logout(
            logout ->
                logout
                    .logoutSuccessUrl("/login?bye")
                    .addLogoutHandler(
                        new HeaderWriterLogoutHandler(
                            new ClearSiteDataHeaderWriter(CACHE, STORAGE))))
        .requestCache(cache -> cache.requestCache(pages()))
        .exceptionHandling(
            problems ->
                problems
                    .authenticationEntryPoint(
                        (request, response, e) -> signInFirst(request, response))
                    .accessDeniedHandler(
                        (request, response, e) -> denied(request, response, e, trail)))
        .addFilterBefore(new SnapshotCheck(directory, signIn), AuthorizationFilter.class)
        .headers(
            headers ->
                headers
                    .contentSecurityPolicy(csp -> csp.policyDirectives(CONTENT_SECURITY_POLICY))
                    .frameOptions(frames -> frames.deny())
                    .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN))
                    .crossOriginOpenerPolicy(
                        opener -> opener.policy(CrossOriginOpenerPolicy.SAME_ORIGIN))
                    .permissionsPolicyHeader(
                        features ->
                            features.policy(
                                "camera=(), geolocation=(), microphone=(), payment=()")))
        .build();
  }

  @SuppressWarnings("NullAway") // null is how it is told to add no parameter of its own
  private static HttpSessionRequestCache pages() {
    var pages = new HttpSessionRequestCache();
    pages.setMatchingRequestParameterName(null);
    pages.setRequestMatcher(WebSecurity::isPage);
    return pages;
  }

  /** What to come back to after sign-in. */
  private static boolean isPage(HttpServletRequest request) {
    return request.getMethod().equals("GET")
        && request.getHeader("HX-Request") == null
        && !request.getRequestURI().startsWith(request.getContextPath() + "/actuator");
  }

  private static void signInFirst(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (request.getRequestURI().startsWith(request.getContextPath() + "/actuator")) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
    } else if (request.getHeader("HX-Request") != null) {
      // the session ended under an open page: the whole page is loaded again, not a piece of it
      response.setHeader("HX-Refresh", "true");
      response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
    } else {
      response.sendRedirect(request.getContextPath() + "/login");
    }
  }

  private static void denied(
      HttpServletRequest request,
      HttpServletResponse response,
      AccessDeniedException reason,
      Trail trail)
      throws IOException {
    String path = request.getRequestURI().substring(request.getContextPath().length());
    if (reason instanceof CsrfException && (path.equals("/login") || path.equals("/logout"))) {
      // the sign-in page had been open for longer than a session lasts
      toSignIn(request, response, "again");
    } else if (reason instanceof CsrfException) {
      response.sendError(HttpServletResponse.SC_FORBIDDEN);
    } else {
      if (SecurityContextHolder.getContext().getAuthentication()
              instanceof UsernamePasswordAuthenticationToken known
          && known.getPrincipal() instanceof Visitor visitor) {
        trail.denied(visitor, path);
      }
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
    }
  }

  /** Sends somebody to the sign-in page, which says why. */
  static void toSignIn(HttpServletRequest request, HttpServletResponse response, String why)
      throws IOException {
    if (request.getHeader("HX-Request") != null) {
      response.setHeader("HX-Redirect", request.getContextPath() + "/login?" + why);
      response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
    } else {
      response.sendRedirect(request.getContextPath() + "/login?" + why);
    }
  }
}
