package org.recado.intake;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.recado.dkim.Alignment;
import org.recado.dkim.DkimVerifier;
import org.recado.dkim.Finding;
import org.recado.message.MailAddress;

/**
 * Whether a mail of a relay outside proves who wrote it: a signature that holds, of the author's
 * own organization, over all that becomes a text.
 *
 * @param refusal what the relay is told where it does not (RFC 7372 section 3.1)
 * @param signer for the record: who signed, and with what; empty if nobody had to
 */
record AuthorProof(Optional<Answer> refusal, Optional<String> signer) {

  static final AuthorProof NOT_NEEDED = new AuthorProof(Optional.empty(), Optional.empty());

  /**
   * @param author the address in From, if there is exactly one
   */
  static AuthorProof of(
      byte[] mail, Optional<MailAddress> author, Alignment needed, DkimVerifier dkim) {
    if (needed == Alignment.NONE) {
      return NOT_NEEDED;
    }
    if (author.isEmpty()) {
      return refused(550, "5.7.22", "The From header has to name one author, for DKIM to prove it");
    }
    String domain = author.get().domain();
    var findings = dkim.verify(mail, signer -> needed.holds(signer, domain));
    var valid =
        findings.stream()
            .filter(Finding.Valid.class::isInstance)
            .map(Finding.Valid.class::cast)
            .toList();
    for (var signature : valid) {
      if (problem(signature).isEmpty()) {
        return new AuthorProof(
            Optional.empty(),
            Optional.of(
                "d=%s s=%s a=%s"
                    .formatted(signature.domain(), signature.selector(), signature.algorithm())));
      }
    }
    if (findings.stream().anyMatch(Finding.Unknown.class::isInstance)) {
      return refused(
          451,
          "4.7.0",
          "The key of the mail's DKIM signature could not be had; send it again later");
    }
    return valid.isEmpty()
        ? nothingHolds(findings, domain)
        : refused(550, "5.7.21", "The DKIM signature " + problem(valid.get(0)).orElse(""));
  }

  private static AuthorProof nothingHolds(List<Finding> findings, String domain) {
    var reasons =
        findings.stream()
            .filter(Finding.Invalid.class::isInstance)
            .map(finding -> ((Finding.Invalid) finding).reason())
            .distinct()
            .limit(3)
            .toList();
    if (reasons.isEmpty() && !findings.isEmpty()) {
      return refused(
          550, "5.7.22", "No DKIM signature is of " + domain + ", the domain of the From header");
    }
    return refused(
        550,
        "5.7.20",
        reasons.isEmpty()
            ? "Mail from here needs a DKIM signature of the domain of its From header"
            : "No DKIM signature holds. " + String.join("; ", reasons));
  }

  /** What becomes of a text must not come from somebody else; the rest may (RFC 6376 section 8). */
  private static Optional<String> problem(Finding.Valid signature) {
    if (!signature.wholeBody()) {
      return Optional.of("leaves out the end of the body (l=)");
    }
    String open =
        signature.unsigned().stream()
            .filter(AuthorProof::decides)
            .sorted()
            .limit(5)
            .collect(Collectors.joining(", "));
    return open.isEmpty() ? Optional.empty() : Optional.of("does not cover every " + open);
  }

  private static boolean decides(String field) {
    return field.equals("from")
        || field.equals("subject")
        || field.toLowerCase(Locale.ROOT).startsWith("x-sms-");
  }

  private static AuthorProof refused(int code, String status, String sentence) {
    return new AuthorProof(Optional.of(new Answer(code, status, sentence)), Optional.empty());
  }
}
