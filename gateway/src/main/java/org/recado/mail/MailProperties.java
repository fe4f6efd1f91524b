package org.recado.mail;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.recado.message.MailAddress;
import org.recado.settings.Mistakes;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code recado.mail}: what of a mail is its text.
 *
 * @param endMark what stands where the text ends, like {@code ##}; empty for none; at most 20
 *     characters
 * @param subject what becomes of the subject
 * @param subjectOf the same for mails of senders of one domain
 * @param notices how the firm's own notices begin, so that they are left out wherever they stand
 * @param learn whether signatures and notices that come again and again are left out
 * @param templates texts that applications name instead of writing them: by name, then by language
 */
@ConfigurationProperties(value = "recado.mail", ignoreUnknownFields = false)
public record MailProperties(
    @DefaultValue("") String endMark,
    @DefaultValue("ignore") SubjectRule subject,
    @Nullable List<DomainSubject> subjectOf,
    @Nullable List<String> notices,
    @DefaultValue("true") boolean learn,
    @Nullable Map<String, Map<String, String>> templates) {

  private static final int SHORTEST_NOTICE = 10;

  /** What becomes of a subject, without its {@code Re:}. */
  public enum SubjectRule {
    /** It is not sent. */
    IGNORE,
    /** It stands before the text, on a line of its own. */
    PREFIX,
    /** It is the text where the mail has none. */
    WHEN_EMPTY
  }

  /**
   * What becomes of the subjects of one domain's mails.
   *
   * @param domain of the author's address, in lower case
   */
  public record DomainSubject(
      @DefaultValue("") String domain, @DefaultValue("ignore") SubjectRule rule) {}

  public MailProperties {
    subjectOf = subjectOf == null ? List.of() : List.copyOf(subjectOf);
    notices = notices == null ? List.of() : List.copyOf(notices);
    templates = templates == null ? Map.of() : Map.copyOf(templates);
    var mistakes =
        Mistakes.in("recado.mail")
            .check(
                endMark.length() <= 20 && endMark.equals(endMark.strip()),
                "end-mark",
                "give at most 20 characters without blanks around them, like ##");
    for (int i = 0; i < subjectOf.size(); i++) {
      mistakes.check(
          subjectOf.get(i).domain().matches("[a-z0-9.-]+"),
          "subject-of[" + i + "].domain",
          "name a domain in lower case, like bank.example");
    }
    for (int i = 0; i < notices.size(); i++) {
      mistakes.check(
          notices.get(i).strip().length() >= SHORTEST_NOTICE,
          "notices[" + i + "]",
          "give at least " + SHORTEST_NOTICE + " characters of how the notice begins");
    }
    templates.forEach(
        (name, texts) -> {
          mistakes.check(
              name.matches("[a-z][a-z0-9-]{0,31}") && !texts.isEmpty(),
              "templates." + name,
              "name templates with 1 to 32 lower-case letters, digits and hyphens, and give a"
                  + " text");
          texts.forEach(
              (language, text) ->
                  mistakes.check(
                      language.matches("[a-z]{2}") && Template.problem(text).isEmpty(),
                      "templates." + name + "." + language,
                      "give a text for a language of two letters; "
                          + Template.problem(text).orElse("placeholders are written {name}")));
        });
    mistakes.raise();
  }

  /** As it is without configuration. */
  public static MailProperties standard() {
    return new MailProperties("", SubjectRule.IGNORE, null, null, true, null);
  }

  @Override
  public List<DomainSubject> subjectOf() {
    return subjectOf == null ? List.of() : subjectOf;
  }

  @Override
  public List<String> notices() {
    return notices == null ? List.of() : notices;
  }

  @Override
  public Map<String, Map<String, String>> templates() {
    return templates == null ? Map.of() : templates;
  }

  /** The rule for mails of this author. */
  SubjectRule subjectRule(Optional<MailAddress> author) {
    String domain = author.map(a -> a.domain().toLowerCase(Locale.ROOT)).orElse("");
    return subjectOf().stream()
        .filter(each -> each.domain().equals(domain))
        .map(DomainSubject::rule)
        .findFirst()
        .orElse(subject);
  }
}
