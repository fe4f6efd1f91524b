package org.recado.status;

import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import org.recado.intake.Decisions;
import org.recado.smtp.ApplicationSignIn;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.firewall.RequestRejectedHandler;

/**
 * Everything below {@code /api}: no session, no cookie, and so nothing a page of somebody else's
 * could ride on. The console's accounts mean nothing here, and those of applications nothing there.
 */
@Configuration(proxyBeanMethods = false)
class StatusSecurity {

  /** What it says of itself is no secret. */
  static final String DESCRIPTION = "/api/openapi.yaml";

  @Bean
  @Order(1)
  SecurityFilterChain description(HttpSecurity http) {
    return stateless(http.securityMatcher(DESCRIPTION))
        .authorizeHttpRequests(to -> to.anyRequest().permitAll())
        .build();
  }

  @Bean
  @Order(2)
  SecurityFilterChain status(
      HttpSecurity http,
      ApplicationSignIn signIn,
      Origin origin,
      Problems problems,
      Decisions decisions,
      Clock clock) {
    return stateless(http.securityMatcher("/api", "/api/**"))
        .addFilterBefore(
            new ApplicationFilter(signIn, origin, problems, decisions, clock),
            AuthorizationFilter.class)
        .authorizeHttpRequests(to -> to.anyRequest().authenticated())
        .build();
  }

  /** What the firewall of Spring Security stops is told here as everything else is. */
  @Bean
  RequestRejectedHandler rejected(Problems problems) {
    return (request, response, reason) -> {
      if (request.getRequestURI().startsWith(request.getContextPath() + "/api")) {
        problems.write(
            response,
            Refusal.bad("The path has characters that no path here has; see /api/openapi.yaml"));
      } else {
        response.sendError(HttpServletResponse.SC_BAD_REQUEST);
      }
    };
  }

  private static HttpSecurity stateless(HttpSecurity http) {
    return http.sessionManagement(
            session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .csrf(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .anonymous(AbstractHttpConfigurer::disable);
  }
}
