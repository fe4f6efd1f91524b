package org.recado.numbering;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.recado.message.MailAddress;
import org.recado.message.Msisdn;
import org.recado.settings.Mistakes;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code recado.numbering}.
 *
 * @param pools the long numbers, in pools; the first pool serves every category that names none
 * @param leaseLife how long a conversation may be silent before its number may be given to somebody
 *     else who texts the same client; at least an hour
 */
@ConfigurationProperties(value = "recado.numbering", ignoreUnknownFields = false)
public record NumberingProperties(List<Pool> pools, @DefaultValue("90d") Duration leaseLife) {

  public NumberingProperties {
    pools = pools == null ? List.of() : List.copyOf(pools);
    var mistakes =
        Mistakes.in("recado.numbering")
            .check(!pools.isEmpty(), "pools", "name at least one pool with one long number")
            .check(
                leaseLife.compareTo(Duration.ofHours(1)) >= 0,
                "lease-life",
                "give at least 1h, or answers go to the wrong person");
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
    mistakes.raise();
  }

  /**
   * A pool of long numbers that lets as many people text the same client at once as it has numbers.
   *
   * @param name how categories refer to it
   * @param connection the SMPP connection these numbers are served by
   * @param desk mailbox for answers that belong to nobody
   * @param numbers E.164, with plus
   */
  public record Pool(
      @DefaultValue("") String name,
      @DefaultValue("") String connection,
      @DefaultValue("") String desk,
      @Nullable List<String> numbers) {

    public Pool {
      numbers = numbers == null ? List.of() : List.copyOf(numbers);
    }

    @Override
    public List<String> numbers() {
      return numbers == null ? List.of() : numbers;
    }
  }

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
