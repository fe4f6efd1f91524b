package org.recado.status;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The states of an application's texts. What {@code openapi.yaml} does not know is refused:
 * ignored, it would be believed.
 */
@RestController
class StatusController {

  private static final int USUAL_LIMIT = 500;
  private static final int MOST = 5_000;

  /** RFC 9512. */
  private static final MediaType YAML = MediaType.parseMediaType("application/yaml");

  private final Texts texts;
  private final Changes changes;

  StatusController(Texts texts, Changes changes) {
    this.texts = texts;
    this.changes = changes;
  }

  @GetMapping("/api/v1/texts/{id}")
  ResponseEntity<Text> text(
      @PathVariable("id") String id, HttpServletRequest request, Authentication who) {
    known(request, Set.of());
    return texts
        .find(who.getName(), Texts.Name.ID, uuid("id", id), Cursor.START.sms(), 1)
        .texts()
        .stream()
        .findFirst()
        .map(StatusController::json)
        .orElseThrow(
            () -> new Refusal(HttpStatus.NOT_FOUND, "This account has sent no text with that id"));
  }

  @GetMapping("/api/v1/texts")
  ResponseEntity<Text.Page> texts(HttpServletRequest request, Authentication who) {
    var names = Arrays.stream(Texts.Name.values()).filter(n -> n != Texts.Name.ID).toList();
    var allowed = names.stream().map(name -> name.parameter).collect(Collectors.toSet());
    allowed.addAll(Set.of("cursor", "limit"));
    known(request, allowed);
    var given = names.stream().filter(name -> value(request, name.parameter) != null).toList();
    if (given.size() != 1) {
      throw Refusal.bad(
          "Ask by one name: "
              + names.stream().map(name -> name.parameter).collect(Collectors.joining(", ")));
    }
    var name = given.get(0);
    String value = String.valueOf(value(request, name.parameter));
    var cursor = cursor(request);
    if (cursor.position() != 0) {
      throw Refusal.bad("cursor: that is one of /api/v1/changes; give one of this list, or none");
    }
    return json(
        texts.find(
            who.getName(),
            name,
            name.isUuid() ? uuid(name.parameter, value) : value,
            cursor.sms(),
            limit(request)));
  }

  @GetMapping("/api/v1/changes")
  ResponseEntity<Change.Page> changes(HttpServletRequest request, Authentication who) {
    known(request, Set.of("cursor", "limit"));
    var cursor = cursor(request);
    if (cursor.position() == 0 && !cursor.equals(Cursor.START)) {
      throw Refusal.bad("cursor: that is one of /api/v1/texts; give one of this list, or none");
    }
    return json(changes.after(who.getName(), cursor, limit(request)));
  }

  @GetMapping(StatusSecurity.DESCRIPTION)
  ResponseEntity<Resource> description(HttpServletRequest request) {
    known(request, Set.of());
    return ResponseEntity.ok()
        .contentType(YAML)
        .body(new ClassPathResource("openapi.yaml", StatusController.class));
  }

  /** Whatever else is asked for below this path. */
  @RequestMapping({"/api", "/api/**"})
  ResponseEntity<Void> other(HttpServletRequest request) {
    String path = request.getRequestURI().substring(request.getContextPath().length());
    if (path.matches("/api/(openapi.yaml|v1/(changes|texts(/[^/]+)?))")) {
      throw new Refusal(HttpStatus.METHOD_NOT_ALLOWED, "States are only read here: ask with GET");
    }
    throw new Refusal(
        HttpStatus.NOT_FOUND,
        "There is nothing at this path; /api/openapi.yaml describes what there is");
  }

  private static <T> ResponseEntity<T> json(T body) {
    return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(body);
  }

  private static void known(HttpServletRequest request, Set<String> parameters) {
    for (String name : List.copyOf(request.getParameterMap().keySet())) {
      if (!parameters.contains(name)) {
        throw Refusal.bad(
            parameters.isEmpty()
                ? "This path takes no parameters"
                : "A parameter is unknown; there are: "
                    + parameters.stream().sorted().collect(Collectors.joining(", ")));
      }
    }
  }

  private static @Nullable String value(HttpServletRequest request, String name) {
    String[] values = request.getParameterValues(name);
    if (values == null) {
      return null;
    }
    if (values.length > 1 || values[0].isEmpty() || values[0].length() > 1000) {
      throw Refusal.bad(name + ": give it once, with 1 to 1000 characters");
    }
    if (values[0].indexOf('\0') >= 0) {
      throw Refusal.bad(name + ": no name has such characters");
    }
    return values[0];
  }

  private static UUID uuid(String name, String text) {
    if (!text.matches("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")) {
      throw Refusal.bad(name + ": give an id like 01936f0e-5d3c-7a61-8a0e-2f6f0d1c9b11");
    }
    return UUID.fromString(text);
  }

  private static Cursor cursor(HttpServletRequest request) {
    String text = value(request, "cursor");
    return text == null ? Cursor.START : Cursor.of(text);
  }

  private static int limit(HttpServletRequest request) {
    String text = value(request, "limit");
    if (text == null) {
      return USUAL_LIMIT;
    }
    int limit = text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
    if (limit < 1 || limit > MOST) {
      throw Refusal.bad("limit: give a number from 1 to " + MOST);
    }
    return limit;
  }
}
