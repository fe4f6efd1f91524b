package org.recado.status;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.recado.commit.Failures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import tools.jackson.databind.json.JsonMapper;

/** Every refusal is a problem document, whatever the client says it accepts. */
@RestControllerAdvice(assignableTypes = StatusController.class)
@Order(-2)
class Problems {

  private static final Logger log = LoggerFactory.getLogger(Problems.class);

  private final JsonMapper json;

  Problems(JsonMapper json) {
    this.json = json;
  }

  @ExceptionHandler(Refusal.class)
  ResponseEntity<ProblemDetail> refused(Refusal refusal) {
    return answer(refusal);
  }

  /** Of a defect the outside is told nothing; of a database that is away, when to come again. */
  @ExceptionHandler(Exception.class)
  ResponseEntity<ProblemDetail> failed(Exception failure) {
    if (failure instanceof IllegalStateException
        && failure.getClass().getName().contains("Param")) {
      return answer(Refusal.bad("The query is not encoded as RFC 3986 section 2.1 has it"));
    }
    log.error("a look-up failed: {}", Failures.describe(failure));
    return answer(
        new Refusal(
            HttpStatus.SERVICE_UNAVAILABLE,
            "The states could not be read just now; ask again in a few seconds"));
  }

  private static ResponseEntity<ProblemDetail> answer(Refusal refusal) {
    var answer =
        ResponseEntity.status(refusal.status()).contentType(MediaType.APPLICATION_PROBLEM_JSON);
    if (refusal.status() == HttpStatus.SERVICE_UNAVAILABLE) {
      answer = answer.header(HttpHeaders.RETRY_AFTER, "5");
    }
    if (refusal.status() == HttpStatus.METHOD_NOT_ALLOWED) {
      answer = answer.header(HttpHeaders.ALLOW, "GET, HEAD");
    }
    return answer.body(ProblemDetail.forStatusAndDetail(refusal.status(), refusal.sentence()));
  }

  /** For who is refused before there is a controller. */
  void write(HttpServletResponse response, Refusal refusal) throws IOException {
    response.setStatus(refusal.status().value());
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    json.writeValue(
        response.getOutputStream(),
        ProblemDetail.forStatusAndDetail(refusal.status(), refusal.sentence()));
  }
}
