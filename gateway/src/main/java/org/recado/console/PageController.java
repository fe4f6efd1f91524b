package org.recado.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.LocaleResolver;

/** Sign-in page and language switch. */
@Controller
class PageController {

  private final LocaleResolver locales;

  PageController(LocaleResolver locales) {
    this.locales = locales;
  }

  @GetMapping("/login")
  String login(@AuthenticationPrincipal @Nullable Visitor visitor) {
    return visitor == null ? "login" : "redirect:/";
  }

  /** Changes the language and goes back to the page the switch was on. */
  @PostMapping("/language")
  ResponseEntity<Void> language(
      @RequestParam String language,
      @RequestHeader(name = "Referer", defaultValue = "") String referer,
      HttpServletRequest request,
      HttpServletResponse response) {
    WebSetup.LANGUAGES.stream()
        .filter(known -> known.getLanguage().equals(language))
        .findAny()
        .ifPresent((Locale known) -> locales.setLocale(request, response, known));
    return ResponseEntity.status(HttpStatus.SEE_OTHER)
        .location(URI.create(request.getContextPath() + back(referer, request)))
        .build();
  }

  /** The path alone, and only of a page of ours: a switch is no way to elsewhere. */
  private static String back(String referer, HttpServletRequest request) {
    try {
      var page = URI.create(referer);
      String path = page.getRawPath();
      boolean ours =
          request.getServerName().equalsIgnoreCase(page.getHost())
              && path != null
              && path.startsWith(request.getContextPath() + "/")
              && !path.contains("//")
              && !path.contains("\\");
      if (!ours) {
        return "/";
      }
      String inside = path.substring(request.getContextPath().length());
      return page.getRawQuery() == null ? inside : inside + "?" + page.getRawQuery();
    } catch (IllegalArgumentException e) {
      return "/";
    }
  }
}
