package org.recado.demo;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import org.recado.RecadoApplication;
import org.recado.lab.Lab;
import org.recado.lab.LabSettings;
import org.recado.lab.story.Story;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;

/**
 * Starts the lab – PostgreSQL, directory, mail server, SMSC – and the gateway among it on the demo
 * ports, tells a story of real messages both ways, and stays up. What happened is kept in {@code
 * data/demo}; {@code --fresh} starts without it.
 */
public final class Demo {

  private static final Path DATA = Path.of("data", "demo");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Demo() {}

  public static void main(String[] arguments) throws IOException {
    // PostgreSQL's first words are of no use to somebody who came for the story; Boot sets its own
    // levels later
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    var settings = LabSettings.demo(DATA.toAbsolutePath()).stoppedByHand();
    if (!settings.portsInUse().isEmpty()) {
      out.println(
          "Recado: something listens already on %s of 127.0.0.1, maybe another Recado: end it first"
              .formatted(settings.portsInUse()));
      System.exit(1);
    }
    if (Arrays.asList(arguments).contains("--fresh")) {
      delete(DATA);
    }
    out.println("Recado: starting the lab in " + DATA.toAbsolutePath() + " …");
    var lab = Lab.start(settings);
    // after the gateway, which writes its last words into this database
    SpringApplication.getShutdownHandlers().add(lab::close);
    lab.gatewayProperties().forEach(System::setProperty);
    // the lab's mail server warns of every delivery report that it has no word for
    System.setProperty("logging.level.com.icegreen", "ERROR");
    RecadoApplication.application().run();
    Story.tell(lab, out, PATIENCE);
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (var files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
