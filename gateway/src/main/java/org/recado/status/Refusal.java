package org.recado.status;

import org.springframework.http.HttpStatus;

/** A request that is refused, with one sentence that says how to mend it (RFC 9457). */
final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final HttpStatus status;

  Refusal(HttpStatus status, String sentence) {
    super(sentence, null, false, false);
    this.status = status;
  }

  static Refusal bad(String sentence) {
    return new Refusal(HttpStatus.BAD_REQUEST, sentence);
  }

  HttpStatus status() {
    return status;
  }

  String sentence() {
    return String.valueOf(getMessage());
  }
}
