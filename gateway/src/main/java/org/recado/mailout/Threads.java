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
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The Message-IDs each conversation has come by, RFC 5322 section 3.6.4. An employee's sent mails
 * are in another folder than the replies, and are not always kept: a reply that named only the mail
 * it answers would stand alone. All runs in the caller's transaction.
 */
public final class Threads {

  private static final Pattern MESSAGE_ID =
      Pattern.compile("<[\\x21-\\x3b\\x3d\\x3f-\\x7e]{1,250}>");

  private static final String WROTE =
      """
      INSERT INTO gateway.mail_thread AS t (conversation, ids, changed_at) VALUES (?, ?, ?)
          ON CONFLICT (conversation) DO UPDATE
         SET ids = excluded.ids, changed_at = excluded.changed_at
      """;

  private final JdbcTemplate jdbc;
  private final Clock clock;

  public Threads(JdbcTemplate jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
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
          var ids = idsOf(mail);
          if (!ids.isEmpty()) {
            rows.add(new Object[] {conversation, String.join(" ", ids), now});
          }
        });
    // two nodes lock the same rows in the same order
    rows.sort((one, other) -> ((UUID) one[0]).compareTo((UUID) other[0]));
    jdbc.batchUpdate(WROTE, rows);
  }

  /** The oldest first, the owner's last mail last; empty if none is known. */
  public List<String> of(UUID conversation) {
    return jdbc
        .queryForList(
            "SELECT ids FROM gateway.mail_thread WHERE conversation = ?",
            String.class,
            conversation)
        .stream()
        .flatMap(ids -> idsIn(ids).stream())
        .toList();
  }

  /** What the mail answers and its own id: empty if it has none. */
  private static List<String> idsOf(byte[] mail) {
    InternetHeaders headers;
    try {
      headers = new InternetHeaders(new ByteArrayInputStream(mail), true);
    } catch (MessagingException e) {
      return List.of();
    }
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
