package org.recado.policy;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whose texts are counted together. */
public enum HolderKind {
  /** One employee, by the directory's id; named by mail address. */
  PERSON,
  /** The people of one department, as the directory writes it. */
  TEAM,
  /** One account of {@code recado.smtp.applications}. */
  APPLICATION,
  /** One cost centre, of the mail's header or else of the person's entry. */
  COST_CENTER;

  /** Under which names a mail is counted here, with its segments; empty if it is not. */
  Map<String, Integer> shares(Demand demand) {
    var sender = demand.sender();
    return switch (this) {
      case PERSON -> sender.isApplication() ? Map.of() : Map.of(sender.id(), demand.total());
      case APPLICATION -> sender.isApplication() ? Map.of(sender.name(), demand.total()) : Map.of();
      case TEAM -> sender.department().map(team -> Map.of(team, demand.total())).orElseGet(Map::of);
      case COST_CENTER -> byCostCenter(demand);
    };
  }

  private static Map<String, Integer> byCostCenter(Demand demand) {
    return demand.segments().entrySet().stream()
        .flatMap(
            share ->
                Optional.of(share.getKey())
                    .filter(name -> !name.isEmpty())
                    .or(() -> demand.sender().costCentre())
                    .map(name -> Map.entry(name, share.getValue()))
                    .stream())
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, Integer::sum));
  }

  /** What a settings file calls a holder; a person is called by the mail address there. */
  static boolean isNamed(HolderKind kind, String holder, Demand demand, String name) {
    return name.equalsIgnoreCase(kind == PERSON ? demand.sender().mail().toString() : holder);
  }

  /** As people are told. */
  String shown(String holder) {
    return switch (this) {
      case PERSON -> "Your limit";
      case APPLICATION -> "The limit of this application";
      case TEAM -> "The limit of the team " + holder;
      case COST_CENTER -> "The limit of the cost centre " + holder;
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
