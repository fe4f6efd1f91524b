package org.recado.assembly;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.recado.archive.ArchiveCommands;
import org.recado.directory.DirectoryCommands;
import org.recado.directory.DirectorySync;
import org.recado.directory.PostgresDirectory;
import org.recado.numbering.NumberingProperties;
import org.recado.settings.MistakenSettings;
import org.recado.smtp.SecretHash;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The commands of the jar. They read the same configuration as the gateway, and none needs it to be
 * running. Exit status 0 for fine, 1 for a finding, 2 for could not run.
 */
public final class Commands {

  private static final int FINE = 0;
  private static final int COULD_NOT_RUN = 2;

  private static final Set<String> HELP = Set.of("help", "--help", "-h");

  private static final String USAGE =
      """
      usage: java -jar recado-gateway.jar                  run the gateway
             java -jar recado-gateway.jar archive verify   check every record against the signed checkpoints
             java -jar recado-gateway.jar archive export   copy records out, with what proves them
             java -jar recado-gateway.jar archive …        reconcile, restore-check, hold, dispose…: archive --help lists all
             java -jar recado-gateway.jar directory sync   read the directory now, or show what would change
             java -jar recado-gateway.jar explain …        what Recado makes of a mail, number, text, receipt or PDU
             java -jar recado-gateway.jar mailout …        what mail has not left; queue again what was set aside
             java -jar recado-gateway.jar numbering …      who holds which long number; hand over, name successors
             java -jar recado-gateway.jar smpp …           show, pause, drain, resume or reload a connection on every node
             java -jar recado-gateway.jar smtp secret      a new secret for an application, and its hash
             java -jar recado-gateway.jar help             this
      Each tells its own arguments when --help follows it. They read config/application.yaml and the environment like
      the gateway, and run with or without it. Exit status: 0 fine, 1 a finding, 2 could not run.\
      """;

  private Commands() {}

  /**
   * Whether the first argument asks for something else than the gateway. Only settings like {@code
   * --server.port=8443} do not.
   */
  public static boolean isCommand(String argument) {
    return !argument.startsWith("--") || HELP.contains(argument);
  }

  /**
   * @return the exit status
   */
  public static int run(String[] args) {
    // without Spring Boot's start there is nobody else to quieten the libraries
    System.setProperty("logback.configurationFile", "org/recado/assembly/commands-logback.xml");
    return run(
        args,
        System.in,
        new PrintStream(System.out, true, StandardCharsets.UTF_8),
        new PrintStream(System.err, true, StandardCharsets.UTF_8));
  }

  static int run(String[] args, InputStream in, PrintStream out, PrintStream err) {
    var words = new ArrayList<>(Arrays.asList(args));
    String command = words.remove(0);
    boolean help = words.removeIf(HELP::contains);
    try {
      if (help) {
        // with nothing to do, each says what it could do
        run(command, List.of(), in, out, out);
        return FINE;
      }
      return run(command, words, in, out, err);
    } catch (RuntimeException e) {
      var lines = StartFailure.linesOf(e);
      StartFailure.print(lines, err);
      if (lines.isEmpty()) {
        // a defect; its status must not look like a finding
        e.printStackTrace(err);
      }
      return COULD_NOT_RUN;
    }
  }

  private static int run(
      String command, List<String> words, InputStream in, PrintStream out, PrintStream err) {
    return switch (command) {
      case "archive" -> archive(words, out, err);
      case "directory" -> directory(words, out, err);
      case "mailout" -> mailout(words, out, err);
      case "numbering" -> numbering(words, out, err);
      case "smpp" -> smpp(words, out, err);
      case "smtp" -> secret(words, out, err);
      case "explain" -> Explain.run(words, in, out, err);
      default -> {
        boolean asked = HELP.contains(command);
        (asked ? out : err).println(USAGE);
        yield asked ? FINE : COULD_NOT_RUN;
      }
    };
  }

  private static int archive(List<String> words, PrintStream out, PrintStream err) {
    var environment = environment();
    var settings = bind(environment, "recado.archive", ArchiveProperties.class);
    return new ArchiveCommands(
            DatabaseSettings.of(environment).asGateway(),
            settings.files(),
            settings.plan(),
            Clock.systemUTC(),
            new SecureRandom(),
            ArchiveBeans.SOURCES)
        .run(words.toArray(String[]::new), out, err);
  }

  private static int directory(List<String> words, PrintStream out, PrintStream err) {
    var environment = environment();
    var settings = bind(environment, "recado.directory", DirectoryProperties.class);
    if (!words.isEmpty() && !settings.problems().isEmpty()) {
      throw new MistakenSettings(settings.problems());
    }
    var database = DatabaseSettings.of(environment).asGateway();
    return DirectoryCommands.run(
        words.toArray(String[]::new),
        new DirectorySync(database, Clock.systemUTC(), settings.sources()),
        out,
        err);
  }

  private static int mailout(List<String> words, PrintStream out, PrintStream err) {
    return new MailoutCommands(
            new JdbcTemplate(DatabaseSettings.of(environment()).asGateway()), Clock.systemUTC())
        .run(words, out, err);
  }

  private static int numbering(List<String> words, PrintStream out, PrintStream err) {
    var environment = environment();
    var settings = bind(environment, "recado.numbering", NumberingProperties.class);
    var people = bind(environment, "recado.directory", DirectoryProperties.class);
    var keys = bind(environment, "recado.archive", ArchiveProperties.class);
    var database = DatabaseSettings.of(environment).asGateway();
    var jdbc = new JdbcTemplate(database);
    var transactions = new TransactionTemplate(new JdbcTransactionManager(database));
    var clock = Clock.systemUTC();
    return new NumberingCommands(
            jdbc,
            PostgresDirectory.of(JdbcClient.create(jdbc), people.sources()),
            settings,
            () -> ArchiveBeans.open(keys, jdbc, transactions, clock, new SecureRandom()).archive(),
            transactions,
            clock)
        .run(words, out, err);
  }

  private static int smpp(List<String> words, PrintStream out, PrintStream err) {
    var environment = environment();
    return new SmppCommands(
            new JdbcTemplate(DatabaseSettings.of(environment).asGateway()), Clock.systemUTC())
        .run(words, out, err);
  }

  private static int secret(List<String> words, PrintStream out, PrintStream err) {
    if (!words.equals(List.of("secret"))) {
      err.println(
          "usage: smtp secret   prints a new secret, and the hash for"
              + " recado.smtp.applications[].secret");
      return COULD_NOT_RUN;
    }
    var random = new SecureRandom();
    String secret = SecretHash.secret(random);
    out.println("for the application:   " + secret);
    out.println("for application.yaml:  " + SecretHash.of(secret, random).text());
    return FINE;
  }

  /** Configuration files, environment and system properties; nothing is started. */
  static ConfigurableEnvironment environment() {
    var environment = new StandardEnvironment();
    ConfigDataEnvironmentPostProcessor.applyTo(environment);
    return environment;
  }

  /**
   * @throws MistakenSettings if the block cannot be used
   */
  static <T> T bind(ConfigurableEnvironment environment, String block, Class<T> type) {
    var reader = new BlockReader(block);
    Optional<T> settings = reader.read(Binder.get(environment), type);
    if (settings.isEmpty() || !reader.mistakes().isEmpty()) {
      throw new MistakenSettings(reader.mistakes());
    }
    return settings.get();
  }
}
