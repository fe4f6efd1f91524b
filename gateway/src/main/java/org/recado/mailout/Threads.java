package org.recado.mailout;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetHeaders;
import java.io.ByteArrayInputStream;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.recado.message.MailAddress;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The Message-IDs each conversation has come by, RFC 5322 section 3.6.4. An employee's sent mails
 * are in another folder than the replies, and are not always kept: a reply that named only the mail
 * it answers would stand alone. Beside them what Outlook threads by, and what is quoted. All runs
 * in the caller's transaction.
 */
public final class Threads {

  private static final Pattern MESSAGE_ID =
      Pattern.compile("<[\\x21-\\x3b\\x3d\\x3f-\\x7e]{1,250}>");

  private static final String WROTE =
      """
      INSERT INTO gateway.mail_thread AS t (conversation, ids, thread_index, changed_at)
      VALUES (?, ?, ?, ?)
          ON CONFLICT (conversation) DO UPDATE
         SET ids = excluded.ids, thread_index = excluded.thread_index,
             changed_at = excluded.changed_at
      """;

  /** Texts that left, or may have; what was destroyed is not remembered here either. */
  private static final String QUOTED =
      """
      SELECT created_at, text FROM gateway.sms
       WHERE conversation = ? AND mailbox = ? AND text IS NOT NULL
         AND state NOT IN ('WAITING', 'QUEUED', 'REJECTED', 'CANCELLED')
       ORDER BY id DESC LIMIT ?
      """;

  private final JdbcTemplate jdbc;
  private final Clock clock;
  private final int quotedTexts;

  /**
   * What is known of a conversation.
   *
   * @param ids the oldest first, the owner's last mail last; empty if none is known
   * @param index of the owner's last mail
   * @param quoted what the owner wrote last, the newest first
   */
  public record Known(
      List<String> ids, Optional<ThreadIndex> index, List<MailThread.Quoted> quoted) {

    public static final Known NOTHING = new Known(List.of(), Optional.empty(), List.of());

    public Known {
      ids = List.copyOf(ids);
      quoted = List.copyOf(quoted);
    }
  }

  /**
   * @param quotedTexts how many texts are quoted below a reply
   */
  public Threads(JdbcTemplate jdbc, Clock clock, int quotedTexts) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.quotedTexts = quotedTexts;
  }

  /**
   * The owners of conversations have written. A mail that answers none begins the thread anew.
   *
   * @param mails by conversation, as they came; of those without a Message-ID nothing is noted
   */
  public void wrote(Map<UUID, byte[]> mails) {
    var now = Timestamp.from(clock.instant());
    var rows = new ArrayList<Object[]>();
    mails.forEach(
        (conversation, mail) -> {
          var headers = headersOf(mail);
          var ids = idsOf(headers);
          if (!ids.isEmpty()) {
            var index = indexOf(headers).map(ThreadIndex::toString).orElse(null);
            rows.add(new Object[] {conversation, String.join(" ", ids), index, now});
          }
        });
    // two nodes lock the same rows in the same order
    rows.sort((one, other) -> ((UUID) one[0]).compareTo((UUID) other[0]));
    jdbc.batchUpdate(WROTE, rows);
  }

  /**
   * @param mailbox whose texts may be quoted: those of a former owner are not
   */
  public Known of(UUID conversation, MailAddress mailbox) {
    var quoted =
        quotedTexts == 0
            ? List.<MailThread.Quoted>of()
            : jdbc.query(
                QUOTED,
                (row, i) ->
                    new MailThread.Quoted(row.getTimestamp(1).toInstant(), row.getString(2)),
                conversation,
                mailbox.toString(),
                quotedTexts);
    return jdbc
        .query(
            "SELECT ids, thread_index FROM gateway.mail_thread WHERE conversation = ?",
            (row, i) ->
                new Known(
                    idsIn(row.getString(1)),
                    Optional.ofNullable(row.getString(2)).flatMap(ThreadIndex::parse),
                    quoted),
            conversation)
        .stream()
        .findFirst()
        .orElse(new Known(List.of(), Optional.empty(), quoted));
  }

  private static InternetHeaders headersOf(byte[] mail) {
    try {
      return new InternetHeaders(new ByteArrayInputStream(mail), true);
    } catch (MessagingException e) {
      return new InternetHeaders();
    }
  }

  private static Optional<ThreadIndex> indexOf(InternetHeaders headers) {
    return Optional.ofNullable(headers.getHeader("Thread-Index", null)).flatMap(ThreadIndex::parse);
  }

  /** What the mail answers and its own id: empty if it has none. */
  private static List<String> idsOf(InternetHeaders headers) {
    var own = idsIn(headers.getHeader("Message-ID", null));
    if (own.isEmpty()) {
      return List.of();
    }
    var ids = new ArrayList<>(idsIn(headers.getHeader("References", " ")));
    idsIn(headers.getHeader("In-Reply-To", " ")).stream().limit(1).forEach(id -> last(ids, id));
    last(ids, own.get(0));
    while (ids.size() > MailThread.MAX_REFERENCES) {
      ids.remove(1);
    }
    return List.copyOf(ids);
  }

  private static void last(Collection<String> ids, String id) {
    ids.remove(id);
    ids.add(id);
  }

  private static List<String> idsIn(@Nullable String field) {
    return field == null
        ? List.of()
        : MESSAGE_ID.matcher(field).results().map(MatchResult::group).distinct().toList();
  }
}
