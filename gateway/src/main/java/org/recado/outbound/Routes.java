package org.recado.outbound;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.recado.message.Category;
import org.recado.message.Msisdn;

/**
 * Over which connection a text goes: of the routes that serve it the one with the longest prefix,
 * of those the cheapest, of those the first in the configuration; those nobody can use come last. A
 * text no route serves goes over the connection of its long number, and nowhere else.
 */
public final class Routes {

  private volatile List<Route> routes;
  private volatile Set<String> unusable = Set.of();

  public Routes(List<Route> routes) {
    this.routes = List.copyOf(routes);
  }

  /** From now on these. */
  public void change(List<Route> other) {
    routes = List.copyOf(other);
  }

  boolean isEmpty() {
    return routes.isEmpty();
  }

  /** From now on these connections are avoided. */
  void unusable(Set<String> connections) {
    unusable = Set.copyOf(connections);
  }

  Set<String> unusable() {
    return unusable;
  }

  /**
   * @param home the connection of the text's long number
   */
  String of(Msisdn client, Category category, String home) {
    return ordered(client, category, home)
        .min(Comparator.comparing(unusable::contains))
        .orElse(home);
  }

  /**
   * The next one after a connection that does not take the text, if there is one that can be used.
   */
  Optional<String> after(String connection, Msisdn client, Category category, String home) {
    var all = ordered(client, category, home).distinct().toList();
    int at = all.indexOf(connection);
    return all.stream().skip(at + 1L).filter(next -> !unusable.contains(next)).findFirst();
  }

  private Stream<String> ordered(Msisdn client, Category category, String home) {
    var serving =
        routes.stream()
            .filter(route -> route.serves(client, category))
            .sorted(
                Comparator.comparingInt((Route route) -> -route.prefix().length())
                    .thenComparingDouble(Route::cost))
            .map(Route::connection)
            .toList();
    return serving.isEmpty() ? Stream.of(home) : serving.stream();
  }
}
