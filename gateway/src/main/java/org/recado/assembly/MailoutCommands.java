package org.recado.assembly;

import java.io.PrintStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.recado.mailout.MailQueue;
import org.springframework.jdbc.core.JdbcTemplate;

/** {@code mailout …}: what operators do with mail that does not leave. */
final class MailoutCommands {

  private static final String USAGE =
      """
      usage: mailout status            what waits, and what was set aside and why
             mailout requeue ID…       queue mails again that were set aside, as if they were new
             mailout requeue --all     queue all of them again\
      """;

  private static final int SHOWN = 200;

  private final MailQueue mails;

  MailoutCommands(JdbcTemplate jdbc, Clock clock) {
    this.mails = new MailQueue(jdbc, clock);
  }

  /**
   * @return the exit status: 0; 1 when there are mails that were set aside; 2 when it could not run
   */
  int run(List<String> words, PrintStream out, PrintStream err) {
    if (words.equals(List.of("status"))) {
      return status(out);
    }
    if (words.size() < 2 || !words.get(0).equals("requeue")) {
      err.println(USAGE);
      return 2;
    }
    var named = words.subList(1, words.size());
    var ids = new ArrayList<UUID>();
    if (!named.equals(List.of("--all"))) {
      for (String word : named) {
        try {
          ids.add(UUID.fromString(word));
        } catch (IllegalArgumentException e) {
          err.println(word + " is not the id of a mail; mailout status shows them");
          return 2;
        }
      }
    }
    int again = mails.requeue(ids);
    out.printf("%d mails are queued again%n", again);
    if (again < ids.size()) {
      err.printf("%d are not set aside; mailout status shows those that are%n", ids.size() - again);
      return 2;
    }
    return 0;
  }

  private int status(PrintStream out) {
    var backlog = mails.backlog();
    for (var kind : backlog.kinds()) {
      out.printf(
          "%s: %d wait%s, %d set aside%n",
          kind.kind(),
          kind.waiting(),
          kind.oldest().map(since -> ", the oldest since " + since).orElse(""),
          kind.setAside());
    }
    if (backlog.kinds().isEmpty()) {
      out.println("nothing waits");
    }
    for (var mail : mails.setAside(SHOWN)) {
      out.printf(
          "%s %s to %s of %s: %s%n",
          mail.id(), mail.kind(), mail.to(), mail.createdAt(), mail.reply());
    }
    if (backlog.setAside() > SHOWN) {
      out.printf("and %d more%n", backlog.setAside() - SHOWN);
    }
    return backlog.setAside() > 0 ? 1 : 0;
  }
}
