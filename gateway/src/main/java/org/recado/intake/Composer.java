package org.recado.intake;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.recado.mail.Dropped;
import org.recado.mail.MailProperties;
import org.recado.mail.Reading;
import org.recado.mail.Refusal;
import org.recado.mail.SegmentCounter;
import org.recado.mail.Template;
import org.recado.mail.Typography;
import org.recado.message.SmsText;
import org.recado.numbering.NumberingProperties;
import org.recado.policy.PolicyProperties;
import org.recado.smpp.SmsEncoder;

/**
 * The text that goes out: what the mail says, or the template it names, in the characters and of
 * the length that its category allows.
 */
final class Composer {

  /**
   * @param text as it is queued
   * @param rule which rule refused the mail, for the record
   * @param status enhanced status code of the refusal
   * @param problem one sentence for the sender; empty if there is a text
   */
  record Composed(Optional<SmsText> text, String rule, String status, String problem) {

    static Composed refused(String rule, String problem) {
      return new Composed(Optional.empty(), rule, "5.6.0", problem);
    }
  }

  /** What a text costs, asked of the encoder that will send it. */
  static final SegmentCounter COSTS =
      text -> {
        try {
          var encoded = SmsEncoder.encode(text);
          return new SegmentCounter.Cost(encoded.encoding().toString(), encoded.segments().size());
        } catch (IllegalArgumentException e) {
          return new SegmentCounter.Cost("UCS-2", Integer.MAX_VALUE); // too long for any number
        }
      };

  /** What it asks. */
  record Rules(PolicyProperties policy, NumberingProperties numbering, MailProperties mail) {}

  private final Rules rules;
  private final Reading reading;
  private final Instant now;

  /** For one mail. */
  Composer(Rules rules, Reading reading, Instant now) {
    this.rules = rules;
    this.reading = reading;
    this.now = now;
  }

  Composed compose(ApplicationHeaders application) {
    var queue = application.queue();
    var problem = queue.problem(now, now.atOffset(ZoneOffset.UTC).toLocalDate());
    if (problem.isPresent()) {
      return Composed.refused("header", problem.get());
    }
    var pool = queue.pool();
    if (pool.isPresent()
        && rules.numbering().pools().stream().noneMatch(p -> p.name().equals(pool.get()))) {
      return Composed.refused("header", "X-SMS-Pool: there is no such pool of numbers");
    }
    if (queue.template().isPresent()) {
      return fromTemplate(application, queue.template().get());
    }
    if (reading instanceof Reading.Sms sms) {
      return fitted(sms.text(), application);
    }
    var refused = (Reading.Refused) reading;
    return Composed.refused(refused.code().name(), refused.sentence());
  }

  /** What of the mail is not in the text, for the record. */
  List<Dropped> dropped() {
    if (reading instanceof Reading.Sms sms) {
      return sms.dropped();
    }
    return reading instanceof Reading.Refused refused ? refused.dropped() : List.of();
  }

  private Composed fromTemplate(ApplicationHeaders application, String name) {
    boolean empty =
        reading instanceof Reading.Refused refused
            && (refused.code() == Refusal.EMPTY || refused.code() == Refusal.ONLY_ATTACHMENTS);
    if (!empty) {
      return Composed.refused(
          "template", "X-SMS-Template: the mail has a text of its own; leave one of them out");
    }
    Map<String, String> texts = rules.mail().templates().getOrDefault(name, Map.of());
    if (texts.isEmpty()) {
      return Composed.refused("template", "X-SMS-Template: there is no such template");
    }
    String language = application.queue().language().orElse(texts.size() == 1 ? first(texts) : "");
    String text = texts.get(language);
    if (text == null) {
      return Composed.refused(
          "template",
          "X-SMS-Language: the template is there in "
              + String.join(", ", texts.keySet().stream().sorted().toList()));
    }
    var filled = Template.fill(text, application.queue().fields());
    return filled.text().isEmpty()
        ? Composed.refused("template", "X-SMS-Template: " + filled.problem())
        : fitted(new SmsText(filled.text().get()), application);
  }

  private static String first(Map<String, String> texts) {
    return texts.keySet().iterator().next();
  }

  private Composed fitted(SmsText text, ApplicationHeaders application) {
    var category = application.category();
    var fitted = Typography.fitted(text, rules.policy().of(category).dropAccents(), COSTS);
    return problemOfLength(fitted, rules.policy().segments(category))
        .map(problem -> Composed.refused("length", problem))
        .orElseGet(() -> new Composed(Optional.of(fitted), "", "", ""));
  }

  /** Never cut: the sender is told where it would have to be. */
  private static Optional<String> problemOfLength(SmsText text, int most) {
    try {
      var encoded = SmsEncoder.encode(text);
      if (encoded.segments().size() <= most) {
        return Optional.empty();
      }
      int fits =
          encoded.segments().stream().limit(most).mapToInt(part -> part.text().length()).sum();
      return Optional.of(
          "The text takes %d segments in %s, and at most %d are allowed: shorten it to %d of its %d characters"
              .formatted(
                  encoded.segments().size(),
                  encoded.encoding(),
                  most,
                  fits,
                  text.value().length()));
    } catch (IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
