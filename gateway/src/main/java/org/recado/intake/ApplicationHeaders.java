package org.recado.intake;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.recado.mail.HeaderField;
import org.recado.message.Category;

/**
 * What a back-office system says in {@code X-SMS-} headers: {@code X-SMS-Category}, {@code
 * X-SMS-Reference}, and those of {@link WireHeaders}. One that is not known or not well formed
 * refuses the mail: silently ignored, it would be believed.
 *
 * @param category {@link Category#PERSONAL} unless given
 * @param reference the application's own reference, 1 to 64 visible ASCII characters
 * @param wire what goes with the text to the SMSC
 */
record ApplicationHeaders(Category category, Optional<String> reference, WireHeaders wire) {

  /** The headers, or what is wrong with one of them. */
  record Result(Optional<ApplicationHeaders> headers, String problem) {}

  static Result parse(List<HeaderField> fields) {
    var category = Category.PERSONAL;
    Optional<String> reference = Optional.empty();
    var wire = WireHeaders.NONE;
    for (var field : fields) {
      String value = field.value().strip();
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
          if (!WireHeaders.knows(field.name())) {
            return problem(
                field.name()
                    + ": unknown header; known are X-SMS-Category, X-SMS-Reference, "
                    + WireHeaders.NAMES);
          }
          var wrong = WireHeaders.problem(field.name(), value);
          if (wrong.isPresent()) {
            return problem(wrong.get());
          }
          wire = wire.with(field.name(), value);
        }
      }
    }
    return new Result(Optional.of(new ApplicationHeaders(category, reference, wire)), "");
  }

  private static Result problem(String sentence) {
    return new Result(Optional.empty(), sentence);
  }
}
