package org.recado.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One text as its application sees it: what it gave itself, and what became of it. Never the words,
 * and no number it did not write.
 *
 * @param id of the text
 * @param submission the id that answered DATA
 * @param recipient the address of RCPT, as the application gave it
 * @param segments how many short messages carry it, as counted when it came
 * @param notBefore when it may leave, if it still waits for that
 * @param code enhanced status code (RFC 3463) of the last change
 * @param reason what the SMSC or a rule said with it
 * @param parts what the SMSC took, and what its receipts said of each
 * @param history the changes that are still kept, the oldest first
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record Text(
    String id,
    String submission,
    Optional<String> reference,
    Optional<String> envelopeId,
    Optional<String> messageId,
    String recipient,
    String state,
    @JsonProperty("final") boolean isFinal,
    int segments,
    Instant acceptedAt,
    Optional<Instant> notBefore,
    Instant changedAt,
    Optional<String> code,
    Optional<String> reason,
    List<Part> parts,
    List<Step> history) {

  Text with(List<Part> itsParts, List<Step> itsHistory) {
    return new Text(
        id,
        submission,
        reference,
        envelopeId,
        messageId,
        recipient,
        state,
        isFinal,
        segments,
        acceptedAt,
        notBefore,
        changedAt,
        code,
        reason,
        itsParts,
        itsHistory);
  }

  /**
   * One short message.
   *
   * @param part from 1
   * @param operatorId the id the SMSC gave it; none if it never answered
   * @param receipt the receipt's {@code stat} (SMPP 3.4 appendix B); ENROUTE until one came
   * @param error the receipt's {@code err}, in the operator's own numbers
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record Part(
      int part,
      Optional<String> operatorId,
      String receipt,
      Optional<String> error,
      Instant changedAt) {}

  /** A change of its state. */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record Step(String state, Instant at, Optional<String> code, Optional<String> reason) {}

  /**
   * @param cursor for the next page; the last page has none
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record Page(List<Text> texts, Optional<String> cursor) {}
}
