package org.recado.lab.simulation;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The size of a simulation.
 *
 * @param jar the packaged gateway
 * @param employees who text, besides the few of the lab's bank
 * @param numbers long numbers they share
 * @param clients telephones
 * @param messages both ways together
 * @param leavers employees who are disabled in the directory on the way
 * @param nodes gateways on one database
 * @param seed of every choice the simulation makes
 * @param jvm options for the gateways' JVMs
 */
public record SimulationOptions(
    Path jar,
    int employees,
    int numbers,
    int clients,
    int messages,
    int leavers,
    int nodes,
    long seed,
    List<String> jvm) {

  private static final String USAGE =
      """
      simulate [--employees=200] [--numbers=8] [--clients=5000] [--messages=50000] [--leavers=10]
               [--nodes=2] [--seed=N] [--jar=gateway/target/recado-gateway.jar] [--jvm=-Xmx512m]…
      """;

  public SimulationOptions {
    jvm = List.copyOf(jvm);
    if (employees < 4 || numbers < 1 || clients < 1 || nodes < 1 || leavers > employees / 4) {
      throw new IllegalArgumentException(
          "a simulation has four employees of whom at most a quarter leave, a number, a client and"
              + " a node");
    }
  }

  /** Empty, with the reason told, when there is nothing to simulate. */
  static Optional<SimulationOptions> of(List<String> arguments, PrintStream out) {
    Path jar = Path.of("gateway/target/recado-gateway.jar");
    int[] sizes = {200, 8, 5_000, 50_000, 10, 2};
    List<String> names =
        List.of("--employees", "--numbers", "--clients", "--messages", "--leavers", "--nodes");
    long seed = new SplittableRandom().nextLong(1_000_000);
    var jvm = new ArrayList<String>();
    for (String argument : arguments) {
      String name = argument.replaceFirst("=.*", "");
      String value = argument.substring(argument.indexOf('=') + 1);
      if (names.contains(name) && value.matches("[0-9]{1,8}")) {
        sizes[names.indexOf(name)] = Integer.parseInt(value);
      } else if (name.equals("--seed") && value.matches("[0-9]{1,18}")) {
        seed = Long.parseLong(value);
      } else if (name.equals("--jar")) {
        jar = Path.of(value);
      } else if (name.equals("--jvm")) {
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
    return Optional.of(
        new SimulationOptions(
            jar, sizes[0], sizes[1], sizes[2], sizes[3], sizes[4], sizes[5], seed, jvm));
  }
}
