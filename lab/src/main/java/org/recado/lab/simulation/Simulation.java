package org.recado.lab.simulation;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.recado.lab.GatewayPorts;
import org.recado.lab.Lab;
import org.recado.lab.LabSettings;
import org.recado.lab.bank.LabMailServer;
import org.recado.lab.bank.MailText;
import org.recado.lab.load.GatewayProcess;
import org.recado.lab.smsc.Sms;
import org.recado.message.Msisdn;

/**
 * Employees who share long numbers text clients, clients answer what they please – the last text,
 * an old one, another colleague's –, employees answer that, some leave; all over real sockets,
 * through packaged gateways on one database. An {@link Oracle} that looks at nothing of the
 * gateways' judges every arrival.
 */
public final class Simulation implements AutoCloseable {

  private static final String DESK = "desk@" + LabMailServer.DOMAIN;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration TELL = Duration.ofSeconds(10);

  /** Clients have numbers from here on; none is one the SMSC treats in a way of its own. */
  private static final long FIRST_CLIENT = 34_612_000_000L;

  private final SimulationOptions options;
  private final PrintStream out;
  private final SplittableRandom random;
  private final Words words;
  private final Staff staff;
  private final Oracle oracle;
  private final Lab lab;
  private final List<GatewayProcess> gateways = new ArrayList<>();
  private final Writers writers;
  private final Leavers leavers;
  private final List<int[]> colleagues = new ArrayList<>();
  private long toldAt = System.nanoTime();
  private int texts;
  private int answers;

  private Simulation(SimulationOptions options, Path folder, PrintStream out)
      throws IOException, InterruptedException {
    this.options = options;
    this.out = out;
    this.random = new SplittableRandom(options.seed());
    this.words = new Words(random.split());
    this.staff = new Staff(options.employees());
    this.oracle = new Oracle(staff, DESK, options.numbers(), options.seed());
    this.lab = Lab.start(LabSettings.test());
    try {
      staff.hire(lab.directory(), lab.mail());
      lab.smsc().listen(this::shown);
      lab.mail().listen(this::arrived);
      this.leavers = new Leavers(lab, staff);
      this.writers = new Writers(start(folder));
    } catch (IOException | InterruptedException | RuntimeException e) {
      close();
      throw e;
    }
    int most = Math.min(options.numbers(), 5);
    for (int client = 0; client < options.clients(); client++) {
      colleagues.add(
          random
              .ints(0, staff.size())
              .distinct()
              .limit(1 + random.nextInt(Math.min(most, staff.size())))
              .toArray());
    }
  }

  /** See {@link SimulationOptions} for the arguments; exit status 1 if anything was wrong. */
  public static void main(String[] arguments) throws Exception {
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    var options = SimulationOptions.of(List.of(arguments), out);
    if (options.isEmpty()) {
      System.exit(2);
    }
    Path folder = Files.createTempDirectory("recado-simulation");
    var result = run(options.orElseThrow(), folder, out);
    out.println("logs in " + folder);
    System.exit(result.isClean() ? 0 : 1);
  }

  /**
   * Runs all of it and prints what came of it.
   *
   * @param folder for the gateways' logs
   */
  public static SimulationResult run(SimulationOptions options, Path folder, PrintStream out)
      throws IOException, InterruptedException {
    out.println("seed " + options.seed() + ", " + options);
    long start = System.nanoTime();
    try (var simulation = new Simulation(options, folder, out)) {
      long begin = System.nanoTime();
      simulation.talk();
      simulation.drain();
      double seconds = (System.nanoTime() - begin) / 1e9;
      var result = simulation.oracle.result();
      out.print(result.table());
      result.complaints().forEach(out::println);
      out.printf(
          "%d employees, %d of whom left, %d numbers, %d clients, %d nodes; %.0f s, and %.0f s to"
              + " start%n",
          options.employees(),
          simulation.leavers.gone(),
          options.numbers(),
          options.clients(),
          options.nodes(),
          seconds,
          (begin - start) / 1e9);
      return result;
    }
  }

  private List<InetSocketAddress> start(Path folder) throws IOException, InterruptedException {
    var listeners = new ArrayList<InetSocketAddress>();
    for (int node = 0; node < options.nodes(); node++) {
      var ports = node == 0 ? lab.settings().gateway() : GatewayPorts.any();
      var all = new LinkedHashMap<>(lab.gatewayProperties());
      all.keySet().removeIf(key -> key.startsWith("recado.numbering.pools[0].numbers"));
      for (int i = 0; i < options.numbers(); i++) {
        all.put("recado.numbering.pools[0].numbers[" + i + "]", number(i).e164());
      }
      all.put("server.port", Integer.toString(ports.console()));
      all.put("recado.smtp.port", Integer.toString(ports.smtp()));
      all.put("recado.smtp.tls-port", Integer.toString(ports.smtps()));
      all.put("recado.smtp.relays[0].addresses[0]", "127.0.0.0/8");
      all.put("recado.directory.sources[0].poll-interval", "1s");
      Path own = Files.createDirectories(folder.resolve("node" + (node + 1)));
      var gateway = GatewayProcess.start(options.jar(), all, own, options.jvm());
      gateways.add(gateway);
      // the first makes keys and tables
      gateway.awaitReady(Duration.ofMinutes(3));
      listeners.add(new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.smtp()));
    }
    lab.smsc().awaitBound(options.nodes(), PATIENCE);
    return listeners;
  }

  private void talk() throws InterruptedException {
    int apart = options.messages() / (options.leavers() + 1);
    while (texts + answers < options.messages()) {
      int done = texts + answers;
      if (leavers.gone() < options.leavers() && done >= (leavers.gone() + 1) * apart) {
        writers.drain();
        leavers.leave(random);
      }
      leavers.watch();
      switch (random.nextInt(10)) {
        case 0, 1, 2 -> write();
        case 3, 4 -> oracle.draw(random).ifPresentOrElse(this::answerMail, this::write);
        default -> answerText();
      }
      tell(false);
    }
    writers.drain();
    tell(true);
  }

  private void write() {
    int client = random.nextInt(colleagues.size());
    int[] known = colleagues.get(client);
    int author = known[random.nextInt(known.length)];
    if (!staff.hasLeft(author)) {
      send(author, client, Optional.empty(), Optional.empty());
    }
  }

  private void answerMail(Oracle.Mail mail) {
    send(
        mail.owner(),
        mail.answer().client(),
        Optional.of(mail.answer().number()),
        Optional.of(mail.messageId()));
  }

  private void send(int author, int client, Optional<String> over, Optional<String> inReplyTo) {
    String mark = "t%06d".formatted(texts++);
    var text = new Oracle.Text(mark, author, client, words.after(mark), over);
    oracle.written(text);
    writers.send(staff.mail(author), telephone(client).digits(), text.words(), mark, inReplyTo);
  }

  private void answerText() {
    String mark = "r%06d".formatted(answers);
    if (random.nextInt(200) == 0) {
      // somebody nobody wrote to
      int stranger = options.clients() + random.nextInt(1_000);
      type(stranger, Optional.empty(), number(random.nextInt(options.numbers())).digits(), mark);
      return;
    }
    var readers = oracle.readers();
    if (readers.isEmpty()) {
      write();
      return;
    }
    int client = readers.get(random.nextInt(readers.size()));
    var phone = oracle.phone(client);
    int which = random.nextInt(10) < 5 ? phone.size() - 1 : random.nextInt(phone.size());
    var shown = phone.get(which);
    type(client, Optional.of(shown.text()), shown.number(), mark);
  }

  private void type(int client, Optional<Oracle.Text> of, String number, String mark) {
    answers++;
    var answer = new Oracle.Answer(mark, client, of, number, words.after(mark), System.nanoTime());
    oracle.answers(answer);
    var unused = lab.smsc().handset(telephone(client)).send(answer.words(), new Msisdn(number));
  }

  private void shown(Msisdn phone, Sms sms) {
    oracle.shows((int) (Long.parseLong(phone.digits()) - FIRST_CLIENT), sms.text(), sms.peer());
  }

  private void arrived(String mailbox, MimeMessage mail) {
    try {
      oracle.arrives(mailbox, MailText.of(mail), mail.getMessageID());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits while anything still arrives. */
  private void drain() throws InterruptedException {
    int settled = -1;
    while (!oracle.isQuiet() && settled != oracle.settled()) {
      settled = oracle.settled();
      int before = settled;
      lab.changes().await(PATIENCE, () -> oracle.isQuiet() || oracle.settled() > before + 200);
    }
    // what comes twice comes soon after
    lab.changes().await(Duration.ofSeconds(2), () -> false);
  }

  private void tell(boolean now) {
    if (now || System.nanoTime() - toldAt > TELL.toNanos()) {
      toldAt = System.nanoTime();
      var result = oracle.result();
      out.printf(
          "%,d texts, %,d answers; %,d on the way, %,d misrouted, %,d doubled, %d have left%n",
          texts, answers, result.lost(), result.misrouted(), result.doubled(), leavers.gone());
    }
  }

  private static Msisdn telephone(int client) {
    return new Msisdn(Long.toString(FIRST_CLIENT + client));
  }

  private static Msisdn number(int i) {
    return Msisdn.of("+34910%06d".formatted(i + 1));
  }

  @Override
  public void close() {
    if (writers != null) {
      writers.close();
    }
    gateways.forEach(GatewayProcess::close);
    lab.close();
  }
}
