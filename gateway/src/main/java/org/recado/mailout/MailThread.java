package org.recado.mailout;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The conversation a mail belongs to, as mail programs tell it, RFC 5322 section 3.6.4.
 *
 * @param inReplyTo the message id that is answered, with its angle brackets
 * @param references the message ids before it, oldest first, with their angle brackets
 * @param subject what the conversation is about; prefixes such as {@code Re:} are left out
 * @param index where Outlook put the mail that is answered; empty if it came with no index
 * @param quoted what the owner wrote last, the newest first
 */
public record MailThread(
    Optional<String> inReplyTo,
    List<String> references,
    Optional<String> subject,
    Optional<ThreadIndex> index,
    List<Quoted> quoted) {

  /** A conversation that begins. */
  public static final MailThread NEW =
      new MailThread(Optional.empty(), List.of(), Optional.empty());

  /** A text of the mail's reader, to remind of it. */
  public record Quoted(Instant at, String text) {

    /** The time alone: the rest is what somebody wrote. */
    @Override
    public String toString() {
      return "Quoted[" + at + "]";
    }
  }

  /**
   * The first and the latest ids are what mail programs group by; a gap splits some of their trees.
   */
  static final int MAX_REFERENCES = 50;

  private static final int MAX_SUBJECT = 500;

  private static final int MAX_PREFIXES = 50;

  private static final Pattern PREFIX =
      Pattern.compile(
          "^\\s*(?:re|rv|rs|aw|wg|fw|fwd|tr|ref|resp|rif|i|sv|vs|antw|doorst|odp|enc|reenv)\\s*"
              + "(?:\\[\\d+\\]|\\(\\d+\\))?\\s*[:：]\\s*",
          Pattern.CASE_INSENSITIVE);

  public MailThread {
    references = List.copyOf(references);
    quoted = List.copyOf(quoted);
    subject = subject.map(MailThread::withoutPrefixes).filter(text -> !text.isEmpty());
  }

  /** Without what only some mail programs, and some people, want. */
  public MailThread(Optional<String> inReplyTo, List<String> references, Optional<String> subject) {
    this(inReplyTo, references, subject, Optional.empty(), List.of());
  }

  private static String withoutPrefixes(String subject) {
    String rest = subject.substring(0, Math.min(subject.length(), MAX_SUBJECT)).strip();
    for (int i = 0; i < MAX_PREFIXES && PREFIX.matcher(rest).lookingAt(); i++) {
      rest = PREFIX.matcher(rest).replaceFirst("");
    }
    return rest.strip();
  }

  /**
   * The thread of a reply.
   *
   * @param inReplyTo the owner's last mail, as far as it is known
   * @param known see {@link Threads#of}
   */
  public static MailThread of(
      Optional<String> inReplyTo, Threads.Known known, Optional<String> subject) {
    // what came by another node a moment later is not what this answers
    int end = inReplyTo.map(known.ids()::indexOf).orElse(-1);
    return new MailThread(
        inReplyTo,
        end < 0 ? List.of() : known.ids().subList(0, end),
        subject,
        known.index(),
        known.quoted());
  }

  /** The References field of the next mail: those before, and what it answers. */
  List<String> nextReferences() {
    var all = new ArrayList<>(references);
    inReplyTo.ifPresent(
        id -> {
          all.remove(id);
          all.add(id);
        });
    while (all.size() > MAX_REFERENCES) {
      all.remove(1);
    }
    return all;
  }
}
