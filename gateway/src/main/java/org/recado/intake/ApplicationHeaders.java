package org.recado.intake;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.recado.mail.HeaderField;
import org.recado.message.Category;

/**
 * What a back-office system says in {@code X-SMS-} headers: {@code X-SMS-Category}, {@code
 * X-SMS-Reference}, and those of {@link WireHeaders} and {@link QueueHeaders}. One that is not
 * known or not well formed refuses the mail: silently ignored, it would be believed.
 *
 * @param category {@link Category#PERSONAL} unless given
 * @param reference the application's own reference, 1 to 64 visible ASCII characters
 * @param wire what goes with the text to the SMSC
 * @param queue how the text waits, and what it is for
 */
record ApplicationHeaders(
    Category category, Optional<String> reference, WireHeaders wire, QueueHeaders queue) {

  /** The headers, or what is wrong with one of them. */
  record Result(Optional<ApplicationHeaders> headers, String problem) {}

  static Result parse(List<HeaderField> fields) {
    var category = Category.PERSONAL;
    Optional<String> reference = Optional.empty();
    var wire = WireHeaders.NONE;
    var queue = QueueHeaders.NONE;
    var seen = new HashSet<String>();
    for (var field : fields) {
      String value = field.value().strip();
      if (!seen.add(field.name().toLowerCase(Locale.ROOT))) {
        return problem(field.name() + ": it is there twice; give it once");
      }
      switch (field.name().toLowerCase(Locale.ROOT)) {
        case "x-sms-category" -> {
          try {
            category = new Category(value.toLowerCase(Locale.ROOT));
          } catch (IllegalArgumentException e) {
            return problem("X-SMS-Category: " + e.getMessage());
          }
        }
        case "x-sms-reference" -> {
          if (!value.matches("[!-~]{1,64}")) {
            return problem(
                "X-SMS-Reference: a reference has 1 to 64 visible ASCII characters, no spaces");
          }
          reference = Optional.of(value);
        }
        default -> {
          boolean onTheWire = WireHeaders.knows(field.name());
          if (!onTheWire && !QueueHeaders.knows(field.name())) {
            return problem(
                field.name()
                    + ": unknown header; known are X-SMS-Category, X-SMS-Reference, "
                    + WireHeaders.NAMES
                    + ", "
                    + QueueHeaders.NAMES);
          }
          var wrong =
              onTheWire
                  ? WireHeaders.problem(field.name(), value)
                  : QueueHeaders.problem(field.name(), value);
          if (wrong.isPresent()) {
            return problem(wrong.get());
          }
          wire = onTheWire ? wire.with(field.name(), value) : wire;
          queue = onTheWire ? queue : queue.with(field.name(), value);
        }
      }
    }
    return new Result(Optional.of(new ApplicationHeaders(category, reference, wire, queue)), "");
  }

  /**
   * The headers of a mail for one of its recipients, whose own options take the place of the
   * mail's.
   */
  static Result parse(List<HeaderField> fields, List<HeaderField> options) {
    var names = new HashSet<String>();
    options.forEach(option -> names.add(option.name().toLowerCase(Locale.ROOT)));
    var all = new ArrayList<>(options);
    fields.stream()
        .filter(field -> !names.contains(field.name().toLowerCase(Locale.ROOT)))
        .forEach(all::add);
    return parse(all);
  }

  private static Result problem(String sentence) {
    return new Result(Optional.empty(), sentence);
  }
}
