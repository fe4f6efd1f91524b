package org.recado.assembly;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.recado.console.ConsoleProperties;
import org.recado.intake.IntakeProperties;
import org.recado.mail.MailProperties;
import org.recado.mailout.MailoutProperties;
import org.recado.numbering.NumberingProperties;
import org.recado.outbound.OutboundProperties;
import org.recado.policy.PolicyProperties;
import org.recado.settings.MistakenSettings;
import org.recado.smpp.SmppProperties;
import org.recado.smtp.SmtpProperties;
import org.recado.status.StatusProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.PlaceholderResolutionException;

/**
 * Reads the whole configuration before anything is started, and refuses it with one line for each
 * mistake: wrong values, misspelt keys, what one block needs of another.
 */
public final class SettingsCheck
    implements ApplicationContextInitializer<ConfigurableApplicationContext> {

  private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("recado");

  /** Every block below {@code recado.}, and what it is bound to. */
  static final Map<String, Class<?>> BLOCKS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("archive", ArchiveProperties.class),
              Map.entry("console", ConsoleProperties.class),
              Map.entry("directory", DirectoryProperties.class),
              Map.entry("intake", IntakeProperties.class),
              Map.entry("mail", MailProperties.class),
              Map.entry("mailout", MailoutProperties.class),
              Map.entry("numbering", NumberingProperties.class),
              Map.entry("outbound", OutboundProperties.class),
              Map.entry("policy", PolicyProperties.class),
              Map.entry("smpp", SmppProperties.class),
              Map.entry("smtp", SmtpProperties.class),
              Map.entry("status", StatusProperties.class)));

  @Override
  public void initialize(ConfigurableApplicationContext context) {
    var settings = read(context.getEnvironment());
    var mistakes = new ArrayList<>(settings.mistakes());
    mistakes.addAll(
        Surroundings.mistakesIn(
            context.getEnvironment(),
            settings.blocks().get("smtp"),
            settings.blocks().get("archive")));
    if (!mistakes.isEmpty()) {
      throw new MistakenSettings(mistakes);
    }
  }

  /** One line for each mistake; empty if the configuration can be used. */
  static List<String> mistakesIn(ConfigurableEnvironment environment) {
    return read(environment).mistakes();
  }

  /**
   * What could be read.
   *
   * @param blocks the record of each block that can be used
   * @param mistakes one line for each
   */
  private record Settings(Map<String, Object> blocks, List<String> mistakes) {}

  private static Settings read(ConfigurableEnvironment environment) {
    var mistakes = new ArrayList<String>();
    mistakes.addAll(database(environment));
    mistakes.addAll(unknownBlocks(environment));
    var binder = Binder.get(environment);
    var bound = new TreeMap<String, Object>();
    BLOCKS.forEach(
        (block, type) -> {
          var reader = new BlockReader(ROOT + "." + block);
          reader.read(binder, type).ifPresent(settings -> bound.put(block, settings));
          mistakes.addAll(reader.mistakes());
        });
    if (bound.get("smpp") instanceof SmppProperties smpp) {
      mistakes.addAll(smpp.problems());
    }
    if (bound.get("directory") instanceof DirectoryProperties directory) {
      mistakes.addAll(directory.problems());
    }
    mistakes.addAll(betweenBlocks(bound));
    return new Settings(bound, mistakes);
  }

  private static List<String> database(ConfigurableEnvironment environment) {
    var mistakes = new ArrayList<String>();
    for (String key : List.of("url", "username", "password")) {
      try {
        environment.getProperty("spring.datasource." + key);
      } catch (PlaceholderResolutionException e) {
        mistakes.add("spring.datasource." + key + ": " + BlockReader.unset(e.getPlaceholder()));
      }
    }
    if (mistakes.isEmpty()) {
      String url = environment.getProperty("spring.datasource.url", "");
      if (url.isBlank()) {
        mistakes.add(DatabaseSettings.NO_URL);
      } else if (!DatabaseSettings.isPostgres(url)) {
        mistakes.add(
            "spring.datasource.url: has to begin with jdbc:postgresql:, like"
                + " jdbc:postgresql://db.bank.example/recado");
      }
    }
    return mistakes;
  }

  private static Set<String> unknownBlocks(ConfigurableEnvironment environment) {
    var unknown = new LinkedHashSet<String>();
    for (var source : ConfigurationPropertySources.get(environment)) {
      if (source instanceof IterableConfigurationPropertySource iterable) {
        for (var name : iterable) {
          if (ROOT.isAncestorOf(name)
              && !BLOCKS.containsKey(name.getElement(1, ConfigurationPropertyName.Form.DASHED))) {
            unknown.add(BlockReader.unknown(name));
          }
        }
      }
    }
    return unknown;
  }

  /** Where two blocks, by their names under {@code recado.}, contradict each other. */
  static List<String> betweenBlocks(Map<String, Object> bound) {
    var mistakes = new ArrayList<String>();
    if (bound.get("numbering") instanceof NumberingProperties numbering) {
      var pools = numbering.pools().stream().map(NumberingProperties.Pool::name).toList();
      for (int i = 0; i < pools.size(); i++) {
        if (pools.indexOf(pools.get(i)) < i) {
          mistakes.add(
              "recado.numbering.pools[%d].name: two pools are called %s"
                  .formatted(i, pools.get(i)));
        }
      }
      if (bound.get("smpp") instanceof SmppProperties smpp) {
        var names = smpp.connections().stream().map(SmppProperties.Connection::name).toList();
        for (int i = 0; i < numbering.pools().size(); i++) {
          String name = numbering.pools().get(i).connection();
          if (!names.contains(name)) {
            mistakes.add(
                "recado.numbering.pools[%d].connection: there is no connection %s in recado.smpp.connections"
                    .formatted(i, name));
          }
        }
      }
      if (bound.get("policy") instanceof PolicyProperties policy) {
        var categories = policy.categories().keySet();
        for (int i = 0; i < numbering.rules().size(); i++) {
          for (String name : numbering.rules().get(i).categories()) {
            if (!categories.contains(name)) {
              mistakes.add(noCategory("rules[" + i + "].categories", name));
            }
          }
        }
        for (String name : numbering.whenExhausted().keySet()) {
          if (!categories.contains(name)) {
            mistakes.add(noCategory("when-exhausted." + name, name));
          }
        }
        policy
            .categories()
            .forEach(
                (name, category) -> {
                  if (!category.pool().isEmpty() && !pools.contains(category.pool())) {
                    mistakes.add(
                        "recado.policy.categories.%s.pool: there is no pool %s in recado.numbering.pools"
                            .formatted(name, category.pool()));
                  }
                });
      }
    }
    if (bound.get("mailout") instanceof MailoutProperties mailout
        && bound.get("smtp") instanceof SmtpProperties smtp
        && mailout.journal().addresses().stream()
            .anyMatch(journal -> journal.domain().equalsIgnoreCase(smtp.domain()))) {
      mistakes.add(
          "recado.mailout.journal.to: an address at recado.smtp.domain would send the copies back"
              + " here; give one of the mail archive's");
    }
    if (bound.get("outbound") instanceof OutboundProperties outbound
        && bound.get("smpp") instanceof SmppProperties smpp) {
      var there = smpp.connections().stream().map(SmppProperties.Connection::name).toList();
      for (int i = 0; i < outbound.routes().size(); i++) {
        String name = outbound.routes().get(i).connection();
        if (!there.contains(name)) {
          mistakes.add(
              "recado.outbound.routes[%d].connection: there is no connection %s in recado.smpp.connections"
                  .formatted(i, name));
        }
      }
      for (var connection : smpp.connections()) {
        if (connection.responseTimeout().compareTo(outbound.claimLease()) >= 0) {
          mistakes.add(
              "recado.outbound.claim-lease: has to be longer than the response-timeout of"
                  + " connection "
                  + connection.name());
        }
      }
    }
    return mistakes;
  }

  private static String noCategory(String key, String name) {
    return "recado.numbering.%s: there is no category %s in recado.policy.categories"
        .formatted(key, name);
  }
}
