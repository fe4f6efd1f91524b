package org.recado.mail;

import java.util.List;
import java.util.Locale;
import org.recado.message.MailAddress;

/**
 * What an ending that came again is. It is a signature once it stood under three different texts of
 * one author and begins with the author's name; closing words and the name after them stay. It is a
 * notice once it stood under the texts of three authors and speaks of what notices speak of.
 */
abstract class EndingHabits implements Habits {

  /** As often an ending has to have come, with another text above it each time. */
  static final int ENOUGH = 3;

  /** The author of what many authors share. */
  static final String EVERYBODY = "";

  /** Whether this ending came {@link #ENOUGH} times. */
  abstract boolean known(String author, Ending ending);

  @Override
  public int signature(MailHeaders headers, List<String> lines) {
    if (headers.from().isEmpty()) {
      return lines.size();
    }
    String author = author(headers.from().get());
    var endings = Ending.of(lines);
    int start = lines.size();
    for (var ending : endings) {
      if (namesAuthor(headers, lines, ending.first()) && known(author, ending)) {
        start = ending.first();
      }
    }
    return start == lines.size() ? start : afterClosing(headers, lines, start);
  }

  @Override
  public int notice(List<String> lines) {
    var endings = Ending.of(lines);
    int start = lines.size();
    for (var ending : endings) {
      if (lines.get(ending.first() - 1).isBlank()
          && known(EVERYBODY, ending)
          && Disclaimer.speaksLikeOne(
              String.join(" ", lines.subList(ending.first(), lines.size())))) {
        start = ending.first();
      }
    }
    return start;
  }

  /** Whether the block begins with closing words, or with a line that holds the author's name. */
  private static boolean namesAuthor(MailHeaders headers, List<String> lines, int at) {
    return ContactBlock.closing(lines.get(at)) || ContactBlock.named(headers, lines.get(at));
  }

  /** Closing words and the name under them are meant for the reader. */
  private static int afterClosing(MailHeaders headers, List<String> lines, int start) {
    boolean closed = ContactBlock.closing(lines.get(start));
    int at = start;
    for (int i = start - 1; !closed && i >= 0 && i >= start - 3; i--) {
      if (!lines.get(i).isBlank()) {
        closed = ContactBlock.closing(lines.get(i));
        break;
      }
    }
    if (!closed) {
      return start;
    }
    if (ContactBlock.closing(lines.get(at))) {
      at++;
    }
    while (at < lines.size() && lines.get(at).isBlank()) {
      at++;
    }
    return at < lines.size() && ContactBlock.named(headers, lines.get(at)) ? at + 1 : at;
  }

  static String author(MailAddress author) {
    return author.toString().toLowerCase(Locale.ROOT);
  }
}
