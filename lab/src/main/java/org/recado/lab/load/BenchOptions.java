package org.recado.lab.load;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * @param jar the packaged gateway
 * @param mails how many a run
 * @param runs of which the median counts
 * @param peers the folder with {@code postfix.sh}
 * @param jvm options for the gateway's JVM
 */
record BenchOptions(Path jar, int mails, int runs, Path peers, List<String> jvm) {

  private static final String USAGE =
      """
      Bench [--jar=gateway/target/recado-gateway.jar] [--mails=10000] [--runs=3]
            [--peers=lab/peers] [--jvm=-Xmx512m]…
      """;

  /** Empty, with the reason told, when there is nothing to measure. */
  static Optional<BenchOptions> of(List<String> arguments, PrintStream out) {
    Path jar = Path.of("gateway/target/recado-gateway.jar");
    int mails = 10_000;
    int runs = 3;
    Path peers = Path.of("lab/peers");
    var jvm = new ArrayList<String>();
    for (String argument : arguments) {
      String value = argument.substring(argument.indexOf('=') + 1);
      if (argument.startsWith("--jar=")) {
        jar = Path.of(value);
      } else if (argument.matches("--mails=[1-9][0-9]{0,7}")) {
        mails = Integer.parseInt(value);
      } else if (argument.matches("--runs=[1-9][0-9]?")) {
        runs = Integer.parseInt(value);
      } else if (argument.startsWith("--peers=")) {
        peers = Path.of(value);
      } else if (argument.startsWith("--jvm=")) {
        jvm.add(value);
      } else {
        out.print("What is " + argument + "?\n" + USAGE);
        return Optional.empty();
      }
    }
    if (!Files.exists(jar)) {
      out.print(jar + " is not there; build it with ./mvnw package.\n" + USAGE);
      return Optional.empty();
    }
    return Optional.of(new BenchOptions(jar, mails, runs, peers, List.copyOf(jvm)));
  }
}
