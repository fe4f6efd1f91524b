package org.recado.archive.search;

import java.util.List;
import java.util.Locale;

/** What was typed cannot be understood; the message is a sentence for the person who typed it. */
public final class QueryMistake extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /** What is wrong. The texts are in English; {@link QueryMistake#about} fills them in. */
  public enum Kind {
    TOO_LONG("A search has at most %s characters."),
    OPEN_QUOTE("The quotation mark before %s is not closed."),
    NO_WORD("There is no word in %s: a word has letters or digits."),
    UNKNOWN_FIELD(
        "There is no field %s. There are from: to: number: team: status: category: ref: message:"
            + " has:reply is:reply after: before: on: in: – or put it in quotation marks to find it"
            + " in a text."),
    EMPTY_FIELD("After %s: there is nothing. What is looked for follows without a blank."),
    EXCLUDED_FIELD("A hyphen excludes words, and no field such as %s:."),
    TWICE("%s: contradicts what was said before it."),
    JOINED_FIELD("The word or joins words, and no field such as %s:."),
    LOOSE_OR(
        "The word or stands between two words; to find it in a text put it in quotation marks."),
    STAR("A star stands at the end of a word, after three letters at least: %s."),
    ONLY_REPLY("%s: knows only reply."),
    DAY("%s: wants a day like 2026-03-31 or 31/03/2026, a month like 2026-03, or a year."),
    BACKWARDS("The time that is asked for ends before it begins."),
    SIDE("%s: wants a mail address or a number, or a part of a number: %s is neither."),
    NUMBER("%s: wants a number or a part of one: %s is none."),
    MESSAGE("%s: wants the id of a message, like 01936f0e-5d3c-7a61-8a0e-2f6f0d1c9b11.");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /** As it is called in files of messages. */
    public String key() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private final Kind kind;
  private final String field;
  private final String value;

  QueryMistake(Kind kind, String field, String value) {
    super(kind.text.formatted(field, value));
    this.kind = kind;
    this.field = field;
    this.value = value;
  }

  QueryMistake(Kind kind, String about) {
    this(kind, about, "");
  }

  public Kind kind() {
    return kind;
  }

  /** The field and the value that are wrong, or the piece that is. */
  public List<String> about() {
    return List.of(field, value);
  }
}
