package org.recado.assembly;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.recado.console.ConsoleProperties;
import org.recado.mailout.MailoutProperties;
import org.recado.numbering.NumberingProperties;
import org.recado.outbound.OutboundProperties;
import org.recado.policy.PolicyProperties;
import org.recado.settings.MistakenSettings;
import org.recado.smpp.SmppProperties;
import org.recado.smtp.SmtpProperties;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Reads the whole configuration before anything is started, and refuses it with one line for each
 * mistake: wrong values, misspelt keys, what one block needs of another.
 */
public final class SettingsCheck
    implements ApplicationContextInitializer<ConfigurableApplicationContext> {

  private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("recado");

  /** Every block below {@code recado.}, and what it is bound to. */
  private static final Map<String, Class<?>> BLOCKS =
      new TreeMap<>(
          Map.of(
              "archive", ArchiveProperties.class,
              "console", ConsoleProperties.class,
              "directory", DirectoryProperties.class,
              "mailout", MailoutProperties.class,
              "numbering", NumberingProperties.class,
              "outbound", OutboundProperties.class,
              "policy", PolicyProperties.class,
              "smpp", SmppProperties.class,
              "smtp", SmtpProperties.class));

  @Override
  public void initialize(ConfigurableApplicationContext context) {
    var mistakes = mistakesIn(context.getEnvironment());
    if (!mistakes.isEmpty()) {
      throw new MistakenSettings(mistakes);
    }
  }

  /** One line for each mistake; empty if the configuration can be used. */
  static List<String> mistakesIn(ConfigurableEnvironment environment) {
    var mistakes = new ArrayList<String>();
    if (environment.getProperty("spring.datasource.url", "").isBlank()) {
      mistakes.add(
          "spring.datasource.url: name the PostgreSQL database, like"
              + " jdbc:postgresql://db.bank.example/recado (environment: SPRING_DATASOURCE_URL)");
    }
    mistakes.addAll(unknownBlocks(environment));
    var binder = Binder.get(environment);
    var bound = new TreeMap<String, Object>();
    BLOCKS.forEach(
        (block, type) -> {
          try {
            bound.put(
                block,
                binder.bindOrCreate(
                    ROOT + "." + block,
                    Bindable.of(type),
                    new NoUnboundElementsBindHandler(BindHandler.DEFAULT)));
          } catch (BindException e) {
            mistakes.addAll(linesOf(e));
          } catch (MistakenSettings e) {
            mistakes.addAll(e.mistakes());
          }
        });
    if (bound.get("smpp") instanceof SmppProperties smpp) {
      mistakes.addAll(smpp.problems());
    }
    if (bound.get("directory") instanceof DirectoryProperties directory) {
      mistakes.addAll(directory.problems());
    }
    mistakes.addAll(betweenBlocks(bound));
    return mistakes;
  }

  private static Set<String> unknownBlocks(ConfigurableEnvironment environment) {
    var unknown = new LinkedHashSet<String>();
    for (var source : ConfigurationPropertySources.get(environment)) {
      if (source instanceof IterableConfigurationPropertySource iterable) {
        for (var name : iterable) {
          if (ROOT.isAncestorOf(name)
              && !BLOCKS.containsKey(name.getElement(1, ConfigurationPropertyName.Form.DASHED))) {
            unknown.add(name + ": unknown key; config/application.yaml explains those there are");
          }
        }
      }
    }
    return unknown;
  }

  private static List<String> linesOf(BindException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof MistakenSettings settings) {
        return settings.mistakes();
      }
      if (cause instanceof UnboundConfigurationPropertiesException unbound) {
        return unbound.getUnboundProperties().stream()
            .map(
                property ->
                    property.getName()
                        + ": unknown key; config/application.yaml explains those there are")
            .toList();
      }
    }
    // the value itself is not shown: it may be a secret in the wrong place
    Class<?> type = e.getTarget().getType().resolve(Object.class);
    return List.of(e.getName() + ": the value cannot be read; it should be " + readable(type));
  }

  private static String readable(Class<?> type) {
    if (type.isEnum()) {
      var names = new ArrayList<String>();
      for (var constant : type.getEnumConstants()) {
        names.add(((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-'));
      }
      return "one of " + String.join(", ", names);
    }
    return switch (type.getSimpleName()) {
      case "int", "long", "Integer", "Long", "short" -> "a whole number";
      case "double", "Double" -> "a number";
      case "boolean", "Boolean" -> "true or false";
      case "Duration" -> "a time like 500ms, 30s, 5m, 24h or 90d";
      default -> "a " + type.getSimpleName();
    };
  }

  private static List<String> betweenBlocks(Map<String, Object> bound) {
    var mistakes = new ArrayList<String>();
    if (bound.get("numbering") instanceof NumberingProperties numbering) {
      var pools = numbering.pools().stream().map(NumberingProperties.Pool::name).toList();
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
    if (bound.get("outbound") instanceof OutboundProperties outbound
        && bound.get("smpp") instanceof SmppProperties smpp) {
      for (var connection : smpp.connections()) {
        if (connection.responseTimeout().compareTo(outbound.claimLease()) >= 0) {
          mistakes.add(
              "recado.outbound.claim-lease: has to be longer than the response-timeout of connection "
                  + connection.name());
        }
      }
    }
    return mistakes;
  }
}
