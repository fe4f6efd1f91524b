package org.recado.mail;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every mail of the corpus goes through the reader; what became of each group is printed. */
class CorpusTest {

  /** Processor time, so that a busy machine does not fail what is fast. */
  private static final Duration LONGEST = Duration.ofSeconds(2);

  /**
   * Pairs whose expected text is not what a telephone should get, and why. A name under closing
   * words is the writer's word to the reader; so are the closing words.
   */
  private static final Map<String, String> OTHERWISE_ON_PURPOSE =
      Map.ofEntries(
          entry("test_readable_html_empty#1", "nothing but an attribution: there is no text"),
          entry("test_signature_only#1", "nothing but a signature: there is no text"),
          entry("test_signature_separated_by_dashes#2", "the name at the end stays"),
          entry("test_signature_separated_by_dashes#3", "the name at the end stays"),
          entry("test_signature_words#1", "closing words and the name stay"),
          entry("test_blank_lines_inside_signature#1", "the name at the end stays"),
          entry("test_signature_cant_start_from_first_line#1", "closing words and the name stay"),
          entry("standard_replies/iphone", "the line the telephone adds goes"),
          entry("standard_replies/sparrow", "the signature under its dashes goes"),
          entry(
              "standard_replies/outlook",
              "its HTML says so, its plain text something else: HTML is read"));

  private final MailReader reader = new MailReader();
  private final JsonMapper json = JsonMapper.builder().build();

  @Test
  void everyMailBecomesATextOrASentenceAndNeverAnEmptyText() {
    for (String group : new String[] {"mail", "bounce", "replies"}) {
      Map<String, Integer> outcomes = new TreeMap<>();
      for (Path file : Corpus.files(Corpus.folder(group), ".eml")) {
        outcomes.merge(outcome(read(file.toString(), Corpus.octets(file))), 1, Integer::sum);
      }
      System.out.println(group + " " + outcomes);
    }
  }

  @Test
  void noBounceReportOrVacationMailBecomesAText() {
    var sent = new ArrayList<String>();
    for (Path file : Corpus.files(Corpus.folder("bounce"), ".eml")) {
      if (!(read(file.toString(), Corpus.octets(file)) instanceof Reading.Automatic)) {
        sent.add(file.getFileName().toString());
      }
    }
    assertThat(sent).isEmpty();
  }

  @Test
  void eachSetOfHeadersIsTakenForWhatItIs() {
    var wrong = new ArrayList<String>();
    for (JsonNode set : jsonLines("bounce/auto-reply-headers.jsonl")) {
      var mail = new StringBuilder();
      set.get("headers").forEach(header -> mail.append(header.asString()).append("\r\n"));
      String headers = mail.toString();
      String full =
          (headers.contains("From:") ? "" : "From: ana@bank.example\r\n")
              + headers
              + "\r\nHello there\r\n";
      boolean automatic = read(headers, full) instanceof Reading.Automatic;
      if (automatic != set.get("automatic").asBoolean()) {
        wrong.add(headers);
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void repliesAreReadWithoutWhatTheyAnswer() {
    int total = 0;
    var wrong = new ArrayList<String>();
    for (JsonNode pair : jsonLines("replies/talon/talon-inline-pairs.jsonl")) {
      String kind = pair.get("kind").asString();
      JsonNode expected = pair.get("expected");
      boolean html = kind.equals("extract_from_html");
      String wanted = expected.isArray() ? expected.get(0).asString() : expected.asString();
      String shown = html ? Jsoup.parse(wanted).text().replace('\u00a0', ' ') : wanted;
      String found =
          textOf(read(kind, mail(html ? "html" : "plain", pair.get("input").asString())));
      total++;
      if (!folded(found).equals(folded(shown))) {
        wrong.add(pair.get("id").asString() + "\n  wanted " + shown + "\n  found  " + found);
      }
    }
    for (Path expected : Corpus.files(Corpus.folder("replies"), ".expected.txt")) {
      String name = expected.toString().replace(".expected.txt", "");
      Path mail = Path.of(name + ".eml");
      boolean whole = mail.toFile().exists();
      byte[] octets =
          whole
              ? Corpus.octets(mail)
              : mail("html", Corpus.text(Path.of(name + ".html"))).getBytes(StandardCharsets.UTF_8);
      String found = textOf(read(name, octets));
      total++;
      if (!folded(found).equals(folded(Corpus.text(expected)))) {
        wrong.add(name + "\n  wanted " + Corpus.text(expected) + "\n  found  " + found);
      }
    }
    System.out.println("replies: " + (total - wrong.size()) + " of " + total + " exact");
    wrong.forEach(System.out::println);
    assertThat(wrong)
        .filteredOn(pair -> OTHERWISE_ON_PURPOSE.keySet().stream().noneMatch(id(pair)::endsWith))
        .isEmpty();
  }

  /** {@code -Drecado.damaged-mails=100000} is the whole run. */
  @Test
  void noDamageToAMailMakesTheReaderThrowOrHangOrSendNothing() {
    long seed = Long.getLong("recado.seed", 20261121);
    int cases = Integer.getInteger("recado.damaged-mails", 4_000);
    System.out.println("damaged mails: " + cases + ", seed " + seed);
    var random = new Random(seed);
    var files = new ArrayList<>(Corpus.files(Corpus.folder("mail"), ".eml"));
    files.addAll(Corpus.files(Corpus.folder("bounce"), ".eml"));
    files.addAll(Corpus.files(Corpus.folder("replies"), ".eml"));
    files.addAll(Corpus.files(Path.of("src/test/resources/org/recado/mail"), ".eml"));
    files.removeIf(file -> file.toFile().length() > 100_000);
    Map<String, Integer> outcomes = new TreeMap<>();
    for (int i = 0; i < cases; i++) {
      byte[] mail = Corpus.octets(files.get(random.nextInt(files.size()))).clone();
      byte[] other = Corpus.octets(files.get(random.nextInt(files.size())));
      boolean lost = replacementIn(mail) || replacementIn(other);
      outcomes.merge(
          outcome(read("case " + i, Damage.to(mail, other, random), lost)), 1, Integer::sum);
    }
    System.out.println("damaged mails " + outcomes);
  }

  private static String id(String pair) {
    return pair.substring(0, pair.indexOf('\n'));
  }

  private Reading read(String name, String mail) {
    return read(name, mail.getBytes(StandardCharsets.UTF_8));
  }

  private Reading read(String name, byte[] mail) {
    return read(name, mail, replacementIn(mail));
  }

  /**
   * @param lost whether U+FFFD is there before it is read
   */
  private Reading read(String name, byte[] mail, boolean lost) {
    var threads = ManagementFactory.getThreadMXBean();
    long begun = threads.getCurrentThreadCpuTime();
    var result = new ArrayList<Reading>(1);
    assertThatCode(() -> result.add(reader.read(mail))).as(name).doesNotThrowAnyException();
    assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - begun))
        .as(name)
        .isLessThan(LONGEST);
    if (result.get(0) instanceof Reading.Sms sms) {
      assertThat(sms.text().value()).as(name).isNotBlank().doesNotContain("\r", "\u00a0");
      if (sms.text().value().contains("\uFFFD")) {
        assertThat(lost || replacementIn(mail)).as(name).isTrue();
      }
    }
    return result.get(0);
  }

  /** Whether the sender's own system had lost a character already. */
  private static boolean replacementIn(byte[] mail) {
    String raw = new String(mail, StandardCharsets.UTF_8).toUpperCase(Locale.ROOT);
    return raw.contains("\uFFFD") || raw.contains("=EF=BF=BD") || raw.contains("&#65533;");
  }

  private static String mail(String subtype, String text) {
    return "From: ana@bank.example\r\nContent-Type: text/"
        + subtype
        + "; charset=utf-8\r\n\r\n"
        + text;
  }

  private static String textOf(Reading reading) {
    return reading instanceof Reading.Sms sms ? sms.text().value() : "";
  }

  private static String outcome(Reading reading) {
    return reading instanceof Reading.Refused refused
        ? "refused: " + refused.code()
        : reading.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  private static String folded(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }

  private Iterable<JsonNode> jsonLines(String name) {
    return Corpus.text(Corpus.folder(name)).lines().map(json::readTree).toList();
  }
}
