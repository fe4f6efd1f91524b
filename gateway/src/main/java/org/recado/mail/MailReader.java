package org.recado.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.recado.message.SmsText;

/**
 * Makes of a mail the text its writer meant for a telephone, or says why it cannot. Never throws,
 * whatever the octets; depth, number of parts and size of text are bounded (see {@link Refusal});
 * the same octets and habits always give the same reading. One instance serves all threads.
 */
public final class MailReader {

  private static final MailHeaders NO_HEADERS = MailHeaders.of(HeaderFields.NONE);

  /** Reasons that stand even where some text was found. */
  private static final List<Refusal> ABSOLUTE =
      List.of(Refusal.ENCRYPTED, Refusal.CALENDAR, Refusal.UNREADABLE);

  /** Reasons for a lack of text, the most telling first. */
  private static final List<Refusal> WITHOUT_TEXT =
      List.of(Refusal.SIGNED_UNREADABLE, Refusal.RICH_TEXT, Refusal.ONLY_ATTACHMENTS);

  private final MailProperties properties;
  private final Habits habits;
  private final LongSupplier nanoTime;

  /** As without configuration, and without anything learned. */
  public MailReader() {
    this(MailProperties.standard(), Habits.NONE);
  }

  /**
   * @param habits what was learned of senders so far
   */
  public MailReader(MailProperties properties, Habits habits) {
    this(properties, habits, System::nanoTime);
  }

  /** For tests that cannot wait until a mail takes too long. */
  MailReader(MailProperties properties, Habits habits, LongSupplier nanoTime) {
    this.properties = properties;
    this.habits = habits;
    this.nanoTime = nanoTime;
  }

  /**
   * Reads a mail as it came over SMTP, RFC 5322, with CRLF or bare LF. Whether its envelope sender
   * was null, the strongest loop sign of all, is for the caller to know.
   */
  public Reading read(byte[] rfc5322) {
    MailHeaders headers = NO_HEADERS;
    try {
      var budget = new Budget(nanoTime);
      var root = Entity.read(rfc5322, budget);
      headers = MailHeaders.of(root.headers());
      var sign =
          LoopSigns.find(root.headers(), root.mediaType()).or(() -> UnmarkedReport.part(root));
      if (sign.isPresent()) {
        return new Reading.Automatic(sign.get(), headers);
      }
      var body = Body.of(root, budget);
      var unmarked = UnmarkedReport.find(root.headers(), body.lines());
      return unmarked.isPresent()
          ? new Reading.Automatic(unmarked.get(), headers)
          : read(body, budget, headers);
    } catch (Budget.Overtime e) {
      return new Reading.Refused(Refusal.TOO_SLOW, List.of(), headers);
    } catch (RuntimeException | StackOverflowError e) {
      // senders choose these octets: whatever a library makes of them, the session goes on
      return new Reading.Refused(Refusal.UNREADABLE, List.of(), headers);
    }
  }

  private Reading read(Body body, Budget budget, MailHeaders headers) {
    var dropped = new ArrayList<>(body.dropped());
    if (budget.exceeded()) {
      return new Reading.Refused(Refusal.TOO_COMPLEX, dropped, headers);
    }
    for (Refusal refusal : ABSOLUTE) {
      if (body.obstacles().contains(refusal)) {
        return new Reading.Refused(refusal, dropped, headers);
      }
    }
    var own = ownLines(body.lines(), budget, headers, dropped);
    String text = withSubject(passedOn(shown(own), headers, dropped), headers);
    return CleanText.saysNothing(text)
        ? new Reading.Refused(withoutText(body.obstacles(), dropped), dropped, headers)
        : new Reading.Sms(new SmsText(text), dropped, headers);
  }

  /** A mail that is passed on without a word is what its sender wants to say. */
  private static String passedOn(String text, MailHeaders headers, List<Dropped> dropped) {
    if (!CleanText.saysNothing(text) || !Subject.forwards(headers.subject())) {
      return text;
    }
    var history = dropped.stream().filter(d -> d.kind() == Dropped.Kind.QUOTE).toList();
    dropped.removeAll(history);
    return history.stream().map(Dropped::text).collect(Collectors.joining("\n"));
  }

  private String withSubject(String text, MailHeaders headers) {
    String subject = Subject.bare(headers.subject());
    boolean says = !CleanText.saysNothing(text);
    return switch (properties.subjectRule(headers.from())) {
      case IGNORE -> text;
      case PREFIX -> !says || subject.isEmpty() ? text : subject + "\n" + text;
      case WHEN_EMPTY -> says ? text : subject;
    };
  }

  private static Refusal withoutText(Set<Refusal> obstacles, List<Dropped> dropped) {
    for (Refusal refusal : WITHOUT_TEXT) {
      if (obstacles.contains(refusal)) {
        return refusal;
      }
    }
    boolean quoted = dropped.stream().anyMatch(d -> d.kind() == Dropped.Kind.QUOTE);
    return quoted ? Refusal.ONLY_QUOTED : Refusal.EMPTY;
  }

  /** What is left without history, notices and signature, which are added to {@code dropped}. */
  private List<Line> ownLines(
      List<Line> lines, Budget budget, MailHeaders headers, List<Dropped> dropped) {
    var own = beforeMark(lines, dropped);
    int banner = Banner.end(own);
    drop(Dropped.Kind.DISCLAIMER, own.subList(0, banner), dropped);
    own = own.subList(banner, own.size());
    budget.checkTime();
    var parted = QuotedHistory.part(own);
    budget.checkTime();
    drop(Dropped.Kind.QUOTE, parted.history(), dropped);
    own = parted.own();
    own = cut(own, Banner.label(own), Dropped.Kind.DISCLAIMER, dropped);
    int notice = Math.min(Disclaimer.start(own), Notices.start(own, properties.notices()));
    own = cut(own, Math.min(notice, habits.notice(texts(own))), Dropped.Kind.DISCLAIMER, dropped);
    budget.checkTime();
    own = cut(own, Signature.start(own), Dropped.Kind.SIGNATURE, dropped);
    own = cut(own, ContactBlock.start(own, headers), Dropped.Kind.SIGNATURE, dropped);
    budget.checkTime();
    return cut(own, habits.signature(headers, texts(own)), Dropped.Kind.SIGNATURE, dropped);
  }

  private static List<String> texts(List<Line> lines) {
    return lines.stream().map(Line::text).toList();
  }

  private List<Line> beforeMark(List<Line> lines, List<Dropped> dropped) {
    String mark = properties.endMark();
    if (mark.isEmpty()) {
      return lines;
    }
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      int at = line.quoted() ? -1 : line.text().indexOf(mark);
      if (at >= 0) {
        var before = new ArrayList<>(lines.subList(0, i));
        before.add(Line.of(line.text().substring(0, at), 0, line.origin()));
        drop(Dropped.Kind.AFTER_MARK, lines.subList(i, lines.size()), dropped);
        return before;
      }
    }
    return lines;
  }

  private static List<Line> cut(
      List<Line> lines, int from, Dropped.Kind kind, List<Dropped> dropped) {
    drop(kind, lines.subList(from, lines.size()), dropped);
    return lines.subList(0, from);
  }

  private static void drop(Dropped.Kind kind, List<Line> lines, List<Dropped> dropped) {
    String text = shown(lines);
    if (!text.isEmpty()) {
      dropped.add(new Dropped(kind, text));
    }
  }

  private static String shown(List<Line> lines) {
    if (lines.isEmpty()) {
      return "";
    }
    var text = new StringBuilder();
    for (Line line : lines) {
      text.append(line.shown()).append('\n');
    }
    return CleanText.clean(text.toString());
  }
}
