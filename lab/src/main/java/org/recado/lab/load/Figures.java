package org.recado.lab.load;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was measured, several times each; printed as medians with all runs beside them. */
final class Figures {

  private final Map<String, List<Double>> runs = new LinkedHashMap<>();
  private final Map<String, String> units = new LinkedHashMap<>();

  void add(String what, String unit, double value) {
    runs.computeIfAbsent(what, key -> new ArrayList<>()).add(value);
    units.put(what, unit);
  }

  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  void print(PrintStream out) {
    int width = runs.keySet().stream().mapToInt(String::length).max().orElse(0);
    runs.forEach(
        (what, values) ->
            out.println(
                "%-"
                    .concat(width + "s  %10s %-4s  %s")
                    .formatted(
                        what,
                        shown(median(values)),
                        units.get(what),
                        values.stream().map(Figures::shown).toList())));
    out.flush();
  }

  private static String shown(double value) {
    return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%,.0f", value);
  }
}
