package org.recado.lab.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Knows who wrote what, and which text of whom each client answered; judges everything that
 * arrives. It looks at nothing of the gateway's.
 */
final class Oracle {

  /** What an employee wrote. */
  record Text(String mark, int author, int client, String words, Optional<String> over) {}

  /** A text on a telephone, with the long number it came from. */
  record Shown(Text text, String number) {}

  /**
   * What a client wrote.
   *
   * @param of the text it answers; empty for somebody nobody wrote to
   * @param number the long number it went to
   */
  record Answer(String mark, int client, Optional<Text> of, String number, String words, long at) {}

  /** An answer in a mailbox, which its owner may answer. */
  record Mail(Answer answer, int owner, String messageId) {}

  private static final int COMPLAINTS = 20;

  private final Staff staff;
  private final String desk;
  private final SplittableRandom naive;
  private final int numbers;
  private final Map<String, Text> texts = new HashMap<>();
  private final Map<String, Integer> shown = new HashMap<>();
  private final Map<String, Answer> answers = new HashMap<>();
  private final Map<String, Integer> delivered = new HashMap<>();
  private final Map<Integer, List<Shown>> phones = new HashMap<>();
  private final List<Mail> unanswered = new ArrayList<>();
  private final List<String> complaints = new ArrayList<>();
  private final Map<String, Integer> wrong = new HashMap<>();
  // the other rule, of the same events
  private final Map<Integer, Integer> lastSender = new HashMap<>();
  private final Map<String, Integer> lastSenderOver = new HashMap<>();
  private final Map<String, Integer> naiveNumber = new HashMap<>();
  private int wrongByLastSender;
  private int wrongByLastSenderOver;

  /**
   * @param desk the mailbox for what belongs to nobody
   * @param seed of the numbers the other rule chooses
   */
  Oracle(Staff staff, String desk, int numbers, long seed) {
    this.staff = staff;
    this.desk = desk;
    this.numbers = numbers;
    this.naive = new SplittableRandom(seed);
  }

  synchronized void written(Text text) {
    texts.put(text.mark(), text);
  }

  /** A telephone shows a text. */
  synchronized void shows(int client, String words, String number) {
    var text = texts.get(mark(words));
    if (text == null || text.client() != client) {
      complain("text to the wrong telephone", words);
      return;
    }
    if (!text.words().equals(words)) {
      complain("text garbled", words);
    }
    if (shown.merge(text.mark(), 1, Integer::sum) > 1) {
      complain("text doubled", words);
      return;
    }
    if (text.over().filter(over -> !over.equals(number)).isPresent()) {
      complain("answer over another number than the client wrote to", words);
    }
    phones.computeIfAbsent(client, c -> new ArrayList<>()).add(new Shown(text, number));
    lastSender.put(client, text.author());
    int drawn = naive.nextInt(numbers);
    naiveNumber.put(text.mark(), drawn);
    lastSenderOver.put(client + "/" + drawn, text.author());
  }

  /** A client writes; to be told before it leaves. */
  synchronized void answers(Answer answer) {
    answers.put(answer.mark(), answer);
    if (answer.of().isPresent()) {
      var text = answer.of().get();
      if (!Objects.equals(lastSender.get(answer.client()), text.author())) {
        wrongByLastSender++;
      }
      String over = answer.client() + "/" + naiveNumber.get(text.mark());
      if (!Objects.equals(lastSenderOver.get(over), text.author())) {
        wrongByLastSenderOver++;
      }
    }
  }

  /** A mail arrived. */
  synchronized void arrives(String mailbox, String words, String messageId) {
    var answer = answers.get(mark(words));
    if (answer == null) {
      complain("mail nobody expects, to " + mailbox, words);
      return;
    }
    if (!words.startsWith(answer.words())) {
      complain("answer garbled", words);
    }
    if (delivered.merge(answer.mark(), 1, Integer::sum) > 1) {
      complain("answer doubled", words);
      return;
    }
    if (answer.of().isEmpty()) {
      if (!mailbox.equals(desk)) {
        complain("answer misrouted: not at the desk", words);
      }
      return;
    }
    int owner = staff.withMail(mailbox);
    int author = answer.of().get().author();
    if (!staff.heirs(author, answer.at(), System.nanoTime()).contains(owner)) {
      complain("answer misrouted: of " + staff.mail(author) + ", to " + mailbox, words);
      return;
    }
    unanswered.add(new Mail(answer, owner, messageId));
  }

  private static String mark(String words) {
    return words.split("\\s", 2)[0];
  }

  private void complain(String what, String words) {
    wrong.merge(what.replaceFirst("[:,].*", ""), 1, Integer::sum);
    if (complaints.size() < COMPLAINTS) {
      complaints.add(what + " (" + mark(words) + ")");
    }
  }

  /** What a telephone shows, oldest first. */
  synchronized List<Shown> phone(int client) {
    return List.copyOf(phones.getOrDefault(client, List.of()));
  }

  /** Clients who have something to answer. */
  synchronized List<Integer> readers() {
    return List.copyOf(phones.keySet());
  }

  /** A mail that has not been answered, drawn by chance; its owner is still there. */
  synchronized Optional<Mail> draw(SplittableRandom random) {
    unanswered.removeIf(mail -> staff.hasLeft(mail.owner()));
    return unanswered.isEmpty()
        ? Optional.empty()
        : Optional.of(unanswered.remove(random.nextInt(unanswered.size())));
  }

  synchronized boolean isQuiet() {
    return shown.size() >= texts.size() && delivered.size() >= answers.size();
  }

  synchronized int settled() {
    return shown.size() + delivered.size();
  }

  synchronized SimulationResult result() {
    return new SimulationResult(
        texts.size(),
        answers.size(),
        count("text to the wrong telephone") + count("answer misrouted"),
        texts.size() - shown.size() + answers.size() - delivered.size(),
        count("text doubled") + count("answer doubled"),
        count("answer over another number than the client wrote to"),
        count("text garbled") + count("answer garbled") + unexpected(),
        (int) answers.values().stream().filter(answer -> answer.of().isPresent()).count(),
        wrongByLastSender,
        wrongByLastSenderOver,
        List.copyOf(complaints));
  }

  private int count(String what) {
    return wrong.getOrDefault(what, 0);
  }

  private int unexpected() {
    return count("mail nobody expects");
  }
}
