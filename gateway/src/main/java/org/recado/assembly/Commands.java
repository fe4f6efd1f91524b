package org.recado.assembly;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.recado.archive.ArchiveCommands;
import org.recado.directory.DirectoryCommands;
import org.recado.directory.DirectorySync;
import org.recado.settings.MistakenSettings;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * The commands of the jar. They read the same configuration as the gateway, and none needs it to be
 * running. Exit status 0 for fine, 1 for a finding, 2 for could not run.
 */
public final class Commands {

  private static final Set<String> NAMES =
      Set.of("archive", "directory", "explain", "help", "--help");

  private static final String USAGE =
      """
      usage: java -jar recado-gateway.jar                        run the gateway
             java -jar recado-gateway.jar archive verify|export …  check or copy the archive
             java -jar recado-gateway.jar directory sync …         read the directory now, or show what would change
             java -jar recado-gateway.jar explain mail|number|recipient|sms|receipt|pdu …
                                                                 what Recado makes of a thing
      Each command explains its own arguments when they are wrong.""";

  private Commands() {}

  public static boolean isCommand(String argument) {
    return NAMES.contains(argument);
  }

  /**
   * @return the exit status
   */
  public static int run(String[] args) {
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    var err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    try {
      return run(args, System.in, out, err);
    } catch (MistakenSettings e) {
      e.mistakes().forEach(mistake -> err.println("recado: " + mistake));
      return 2;
    }
  }

  private static int run(String[] args, InputStream in, PrintStream out, PrintStream err) {
    String[] rest = Arrays.copyOfRange(args, 1, args.length);
    return switch (args[0]) {
      case "archive" -> archive(rest, out, err);
      case "directory" -> {
        var environment = environment();
        yield DirectoryCommands.run(
            rest,
            new DirectorySync(
                dataSource(environment),
                Clock.systemUTC(),
                bind(environment, "recado.directory", DirectoryProperties.class).sources()),
            out,
            err);
      }
      case "explain" -> Explain.run(rest, in, out, err);
      default -> {
        out.println(USAGE);
        yield 0;
      }
    };
  }

  private static int archive(String[] args, PrintStream out, PrintStream err) {
    var environment = environment();
    var settings = bind(environment, "recado.archive", ArchiveProperties.class);
    return new ArchiveCommands(
            dataSource(environment), settings.files(), Clock.systemUTC(), new SecureRandom())
        .run(args, out, err);
  }

  /**
   * Only the configuration files, environment and system properties: no bean, no web server, no
   * migration.
   */
  static ConfigurableEnvironment environment() {
    SpringApplication application =
        new SpringApplicationBuilder(Commands.class)
            .web(WebApplicationType.NONE)
            .bannerMode(Banner.Mode.OFF)
            .logStartupInfo(false)
            .properties("logging.level.root=WARN", "logging.threshold.console=WARN")
            .build();
    try (var context = application.run()) {
      return context.getEnvironment();
    }
  }

  static DataSource dataSource(ConfigurableEnvironment environment) {
    String url = environment.getProperty("spring.datasource.url", "");
    if (url.isBlank()) {
      throw new MistakenSettings(
          List.of(
              "spring.datasource.url: name the PostgreSQL database (environment: SPRING_DATASOURCE_URL)"));
    }
    return new DriverManagerDataSource(
        url,
        environment.getProperty("spring.datasource.username", ""),
        environment.getProperty("spring.datasource.password", ""));
  }

  static <T> T bind(ConfigurableEnvironment environment, String block, Class<T> type) {
    try {
      return Binder.get(environment).bindOrCreate(block, type);
    } catch (BindException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof MistakenSettings mistaken) {
          throw mistaken;
        }
      }
      throw new MistakenSettings(List.of(e.getName() + ": the value cannot be read"));
    }
  }
}
