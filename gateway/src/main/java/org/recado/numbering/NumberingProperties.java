package org.recado.numbering;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.recado.message.MailAddress;
import org.recado.message.Msisdn;
import org.recado.settings.Mistakes;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.ConstructorBinding;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code recado.numbering}.
 *
 * @param pools the long numbers, in pools; the first pool serves every category that names none
 * @param leaseLife how long a conversation may be silent before it counts as ended; at least an
 *     hour
 * @param quarantine how long after that its number is still given to nobody else who texts the same
 *     client, so that a late answer reaches who it is for
 * @param rules which pool serves which texts; the first that fits decides, before what a category
 *     says
 * @param whenExhausted by category what happens where every number is in use towards a client;
 *     {@code wait} where nothing is said
 * @param teams the mailboxes of departments, for the conversations of those who left and whom
 *     nobody follows
 */
@ConfigurationProperties(value = "recado.numbering", ignoreUnknownFields = false)
public record NumberingProperties(
    List<Pool> pools,
    @DefaultValue("90d") Duration leaseLife,
    @DefaultValue("30d") Duration quarantine,
    @Nullable List<Rule> rules,
    @Nullable Map<String, WhenExhausted> whenExhausted,
    @Nullable List<Team> teams) {

  /** Without rules, teams and quarantine. */
  public NumberingProperties(List<Pool> pools, Duration leaseLife) {
    this(pools, leaseLife, Duration.ZERO, null, null, null);
  }

  @ConstructorBinding
  public NumberingProperties {
    pools = pools == null ? List.of() : List.copyOf(pools);
    teams = teams == null ? List.of() : List.copyOf(teams);
    rules = rules == null ? List.of() : List.copyOf(rules);
    whenExhausted = whenExhausted == null ? Map.of() : Map.copyOf(whenExhausted);
    var mistakes =
        Mistakes.in("recado.numbering")
            .check(!pools.isEmpty(), "pools", "name at least one pool with one long number")
            .check(
                leaseLife.compareTo(Duration.ofHours(1)) >= 0,
                "lease-life",
                "give at least 1h, or answers go to the wrong person")
            .check(!quarantine.isNegative(), "quarantine", "give 0 or more, like 30d");
    for (int i = 0; i < teams.size(); i++) {
      mistakes
          .check(
              !teams.get(i).department().isBlank(),
              "teams[" + i + "].department",
              "name the department as the directory writes it")
          .check(
              isMailAddress(teams.get(i).mailbox()),
              "teams[" + i + "].mailbox",
              "give the mailbox of the department, like sevilla@bank.example");
    }
    var seen = new HashSet<String>();
    for (int i = 0; i < pools.size(); i++) {
      var pool = pools.get(i);
      String key = "pools[" + i + "].";
      mistakes
          .check(!pool.name().isBlank(), key + "name", "give the pool a name")
          .check(
              !pool.connection().isBlank(),
              key + "connection",
              "name the connection of recado.smpp.connections that owns these numbers")
          .check(
              isMailAddress(pool.desk()),
              key + "desk",
              "give the mailbox for answers that belong to nobody, like desk@bank.example")
          .check(!pool.numbers().isEmpty(), key + "numbers", "list at least one long number");
      for (String number : pool.numbers()) {
        mistakes
            .check(
                isMsisdn(number),
                key + "numbers",
                number + " is not an E.164 number like +34600900100")
            .check(seen.add(number), key + "numbers", number + " stands in two places");
      }
    }
    var names = pools.stream().map(Pool::name).toList();
    for (int i = 0; i < pools.size(); i++) {
      mistakes.check(
          pools.get(i).overflow().isEmpty() || names.contains(pools.get(i).overflow()),
          "pools[" + i + "].overflow",
          "there is no pool " + pools.get(i).overflow());
      mistakes.check(
          !returns(pools, pools.get(i)),
          "pools[" + i + "].overflow",
          "the overflow leads back to the pool it comes from");
    }
    for (int i = 0; i < rules.size(); i++) {
      mistakes.check(
          names.contains(rules.get(i).pool()),
          "rules[" + i + "].pool",
          rules.get(i).pool().isEmpty()
              ? "name the pool that serves these texts"
              : "there is no pool " + rules.get(i).pool());
      mistakes.check(
          rules.get(i).countries().stream().allMatch(code -> code.matches("[A-Z]{2}|001")),
          "rules[" + i + "].countries",
          "give two capital letters of ISO 3166-1, like ES, or 001 for numbers of no country");
      mistakes.check(
          rules.get(i).departments().stream().noneMatch(String::isBlank),
          "rules[" + i + "].departments",
          "name departments as the directory writes them; leave the list out for all");
    }
    mistakes.raise();
  }

  /** Whether who follows the overflows comes back to where they began. */
  private static boolean returns(List<Pool> pools, Pool first) {
    String next = first.overflow();
    for (int i = 0; i < pools.size() && !next.isEmpty(); i++) {
      if (next.equals(first.name())) {
        return true;
      }
      String here = next;
      next =
          pools.stream()
              .filter(pool -> pool.name().equals(here))
              .map(Pool::overflow)
              .findFirst()
              .orElse("");
    }
    return false;
  }

  /**
   * A pool of long numbers that lets as many people text the same client at once as it has numbers.
   *
   * @param name how categories refer to it
   * @param connection the SMPP connection these numbers are served by
   * @param desk mailbox for answers that belong to nobody
   * @param numbers E.164, with plus
   * @param overflow the pool to take a number from where this one has none left towards a client,
   *     for categories that are to overflow; empty for none
   */
  public record Pool(
      @DefaultValue("") String name,
      @DefaultValue("") String connection,
      @DefaultValue("") String desk,
      @Nullable List<String> numbers,
      @DefaultValue("") String overflow) {

    /** Without overflow. */
    public Pool(String name, String connection, String desk, List<String> numbers) {
      this(name, connection, desk, numbers, "");
    }

    @ConstructorBinding
    public Pool {
      numbers = numbers == null ? List.of() : List.copyOf(numbers);
    }

    @Override
    public List<String> numbers() {
      return numbers == null ? List.of() : numbers;
    }
  }

  @Override
  public List<Rule> rules() {
    return rules == null ? List.of() : rules;
  }

  @Override
  public Map<String, WhenExhausted> whenExhausted() {
    return whenExhausted == null ? Map.of() : whenExhausted;
  }

  @Override
  public List<Team> teams() {
    return teams == null ? List.of() : teams;
  }

  /** What becomes of a text where every long number is in use towards its client. */
  public enum WhenExhausted {
    /** It waits for one, up to {@code recado.outbound.expiry}. */
    WAIT,
    /** It takes one of the pool's overflow, and waits only where that has none either. */
    OVERFLOW,
    /** Its sender is told at once. */
    REFUSE
  }

  /**
   * Which pool serves which texts. What is left out fits everything.
   *
   * @param countries of the client, ISO 3166-1 alpha-2
   * @param departments of the sender, as the directory writes them; capitals mean nothing
   * @param categories of the text
   * @param pool which serves them
   */
  public record Rule(
      @Nullable List<String> countries,
      @Nullable List<String> departments,
      @Nullable List<String> categories,
      @DefaultValue("") String pool) {

    public Rule {
      countries = countries == null ? List.of() : List.copyOf(countries);
      departments = departments == null ? List.of() : List.copyOf(departments);
      categories = categories == null ? List.of() : List.copyOf(categories);
    }

    @Override
    public List<String> countries() {
      return countries == null ? List.of() : countries;
    }

    @Override
    public List<String> departments() {
      return departments == null ? List.of() : departments;
    }

    @Override
    public List<String> categories() {
      return categories == null ? List.of() : categories;
    }
  }

  /**
   * The mailbox of a department.
   *
   * @param department as the directory writes it; capitals mean nothing
   */
  public record Team(@DefaultValue("") String department, @DefaultValue("") String mailbox) {}

  private static boolean isMsisdn(String text) {
    try {
      Msisdn.of(text);
      return text.startsWith("+");
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean isMailAddress(String text) {
    try {
      MailAddress.of(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
