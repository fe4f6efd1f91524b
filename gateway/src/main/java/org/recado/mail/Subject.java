package org.recado.mail;

import java.util.regex.Pattern;

/** A subject without what mail clients put before it when they answer or pass on. */
final class Subject {

  private static final Pattern PREFIX =
      Pattern.compile(
          "\\s*(?:re|rv|fw|fwd|aw|wg|tr|réf|rif|sv|vs|vb|antw|antwort|doorst|enc|res|odp|pd|ynt|i"
              + "|r|rép|resp|reenv|vl|vá|yml|回复|答复|转发|返信|転送|회신|전달)"
              + "(?:\\[\\d{1,3}\\]|\\(\\d{1,3}\\)|\\^\\d{1,3})?\\s?[:：]\\s*"
              + "|\\s*\\[(?:ext|external|externo|externe|extern|esterno)\\]:?\\s*",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private static final Pattern FORWARDS =
      Pattern.compile(
          "\\s*(?:fw|fwd|rv|wg|tr|enc|vb|doorst|reenv|i|vl|转发|転送|전달)\\s?[:：]",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private Subject() {}

  /** Whether the mail passes another one on. */
  static boolean forwards(String subject) {
    return FORWARDS.matcher(subject).lookingAt();
  }

  static String bare(String subject) {
    var prefix = PREFIX.matcher(subject);
    int start = 0;
    while (prefix.region(start, subject.length()).lookingAt()) {
      start = prefix.end();
    }
    return subject.substring(start).strip();
  }
}
