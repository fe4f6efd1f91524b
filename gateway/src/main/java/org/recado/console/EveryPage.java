package org.recado.console;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.server.ResponseStatusException;

/**
 * What every page needs, and pages for what went wrong: people get pages in their language, not the
 * problem documents of RFC 9457 that Spring MVC would write.
 */
@ControllerAdvice
@Order(-1)
class EveryPage {

  @ModelAttribute("me")
  @Nullable Visitor me(@AuthenticationPrincipal @Nullable Visitor visitor) {
    return visitor;
  }

  @ModelAttribute("language")
  String language(Locale locale) {
    return locale.getLanguage();
  }

  @ExceptionHandler({
    ServletException.class,
    ResponseStatusException.class,
    MethodArgumentTypeMismatchException.class
  })
  void problem(Exception problem, HttpServletResponse response) throws IOException {
    response.sendError(
        problem instanceof ErrorResponse known
            ? known.getStatusCode().value()
            : HttpServletResponse.SC_BAD_REQUEST);
  }
}
