package org.recado.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.recado.archive.record.Archive;
import org.recado.message.Msisdn;
import org.recado.trial.SettableClock;
import org.recado.trial.TrialArchive;
import org.recado.trial.TrialDatabase;
import org.recado.trial.TrialNode;

/**
 * A conversation of twenty turns is one thread to mail programs nobody here wrote: notmuch, and mu,
 * which threads as JWZ described and Thunderbird, Evolution and others do. With the sent mails, and
 * with the inbox alone; and a new mail to the same client is another thread.
 */
class ThreadPeerTest {

  private static final Msisdn ANA = Msisdn.of("+34600111222");
  private static final TrialDatabase database = TrialDatabase.create();

  private final SettableClock clock = SettableClock.started();
  private final Archive archive = TrialArchive.in(database.jdbc(), clock);
  private final TrialNode node = new TrialNode("a", database, archive, clock);

  @TempDir private Path folder;

  @AfterAll
  static void close() {
    database.close();
  }

  @BeforeEach
  void empty() {
    database.force(
        "TRUNCATE gateway.sms, gateway.submission, gateway.lease, gateway.mail,"
            + " gateway.mail_thread, gateway.long_number, gateway.accepted_before, archive.record"
            + " CASCADE");
    database.person("marta", "marta@bank.example", true, "");
    node.numbers("+34910000001");
  }

  @Test
  void notmuchSeesOneThread() throws Exception {
    assumeInstalled("notmuch");
    var talk = new LongConversation(database, clock, node).turns(20, ANA, "Su cuenta");
    assertThat(notmuchThreads(maildir("all", all(talk)))).isEqualTo(1);
    assertThat(notmuchThreads(maildir("inbox", talk.inbox))).isEqualTo(1);
    var other = new LongConversation(database, clock, node).turns(2, ANA, "Su tarjeta");
    assertThat(notmuchThreads(maildir("two", join(all(talk), all(other))))).isEqualTo(2);
  }

  @Test
  void muSeesOneThread() throws Exception {
    assumeInstalled("mu");
    var talk = new LongConversation(database, clock, node).turns(20, ANA, "Su cuenta");
    assertThat(muThreads(maildir("all", all(talk)), 40)).isEqualTo(1);
    assertThat(muThreads(maildir("inbox", talk.inbox), 20)).isEqualTo(1);
    var other = new LongConversation(database, clock, node).turns(2, ANA, "Su tarjeta");
    assertThat(muThreads(maildir("two", join(all(talk), all(other))), 44)).isEqualTo(2);
  }

  private static void assumeInstalled(String program) {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin", program)), program + " is not installed here");
  }

  private static List<byte[]> all(LongConversation talk) {
    return join(talk.sent, talk.inbox);
  }

  private static List<byte[]> join(List<byte[]> one, List<byte[]> other) {
    return Stream.concat(one.stream(), other.stream()).toList();
  }

  private Path maildir(String name, List<byte[]> mails) throws IOException {
    var maildir = folder.resolve(name).resolve("mail");
    for (String part : List.of("cur", "new", "tmp")) {
      Files.createDirectories(maildir.resolve(part));
    }
    for (int i = 0; i < mails.size(); i++) {
      Files.write(maildir.resolve("cur").resolve("1." + i + ".host:2,S"), mails.get(i));
    }
    return maildir;
  }

  private long notmuchThreads(Path maildir) throws Exception {
    var config =
        Files.writeString(
            maildir.resolveSibling("notmuch-config"), "[database]\npath=" + maildir + "\n");
    var settings = Map.of("NOTMUCH_CONFIG", config.toString());
    run(settings, "notmuch", "new", "--quiet");
    return Long.parseLong(run(settings, "notmuch", "count", "--output=threads", "*").strip());
  }

  /** Roots of the forest that mu draws. */
  private long muThreads(Path maildir, int mails) throws Exception {
    var settings = Map.of("XDG_CACHE_HOME", maildir.resolveSibling("cache").toString());
    String home = "--muhome=" + maildir.resolveSibling("mu");
    run(settings, "mu", "init", home, "--maildir=" + maildir);
    run(settings, "mu", "index", home, "--quiet");
    var shown =
        run(settings, "mu", "find", home, "--threads", "--fields=i", "")
            .lines()
            .filter(line -> !line.isBlank())
            .toList();
    assertThat(shown).hasSize(mails);
    return shown.stream().filter(line -> line.matches("[0-9a-f].*")).count(); // no branch before it
  }

  private static String run(Map<String, String> settings, String... command) throws Exception {
    var builder = new ProcessBuilder(new ArrayList<>(List.of(command))).redirectErrorStream(true);
    builder.environment().putAll(settings);
    var process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }
}
