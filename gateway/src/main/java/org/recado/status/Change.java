package org.recado.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A text came to stand elsewhere.
 *
 * @param text its id
 * @param submission the id that answered DATA
 * @param recipient the address of RCPT, as the application gave it
 * @param state a state of docs/ARCHITECTURE.md
 * @param isFinal whether no other can follow
 * @param code enhanced status code (RFC 3463), where one is known
 * @param reason what the SMSC or a rule said
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record Change(
    String text,
    String submission,
    Optional<String> reference,
    Optional<String> envelopeId,
    String recipient,
    String state,
    @JsonProperty("final") boolean isFinal,
    Instant at,
    Optional<String> code,
    Optional<String> reason) {

  /**
   * @param more whether there are more already; if not, ask again later with the same cursor
   */
  record Page(List<Change> changes, String cursor, boolean more) {}
}
