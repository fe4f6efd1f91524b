package org.recado.assembly;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.recado.settings.MistakenSettings;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.convert.ConversionFailedException;

/**
 * Binds one block of the configuration and goes on past a value that cannot be read, so that all of
 * its mistakes are told at once. A value itself is never shown: it may be a secret in the wrong
 * place.
 */
final class BlockReader {

  private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}:]+)");

  private final String block;
  private final Set<String> mistakes = new LinkedHashSet<>();
  private final Set<ConfigurationPropertyName> unreadable = new HashSet<>();

  BlockReader(String block) {
    this.block = block;
  }

  /** One line for each mistake found by {@link #read}. */
  List<String> mistakes() {
    return List.copyOf(mistakes);
  }

  /** The block's record; empty if there is none to be had. */
  <T> Optional<T> read(Binder binder, Class<T> type) {
    try {
      return Optional.ofNullable(binder.bindOrCreate(block, Bindable.of(type), new UnknownKeys()));
    } catch (BindException e) {
      note(e, e.getName(), type);
    } catch (MistakenSettings e) {
      mistakes.addAll(e.mistakes());
    } catch (RuntimeException e) {
      // bindOrCreate makes the record of an empty block without asking the handler
      note(e, ConfigurationPropertyName.of(block), type);
    }
    return Optional.empty();
  }

  static String unknown(ConfigurationPropertyName name) {
    return name + ": unknown key; config/application.yaml explains those there are";
  }

  static String unset(String placeholder) {
    return "refers to ${" + placeholder + "}, which is not set";
  }

  private final class Collector extends AbstractBindHandler {

    /**
     * Spring leaves a reference it cannot resolve as it stands: that would become the password.
     * What stands in for it here is short and plain, so that no other check stumbles over it.
     */
    @Override
    public Object onSuccess(
        ConfigurationPropertyName name, Bindable<?> target, BindContext context, Object result) {
      var placeholder =
          result instanceof String || result instanceof Path
              ? unresolved(result)
              : Optional.<String>empty();
      if (placeholder.isEmpty()) {
        return result;
      }
      mistakes.add(name + ": " + unset(placeholder.get()));
      return result instanceof String ? "unset" : result;
    }

    @Override
    public @Nullable Object onFailure(
        ConfigurationPropertyName name, Bindable<?> target, BindContext context, Exception error) {
      note(error, name, target.getType().resolve(Object.class));
      return null;
    }
  }

  /** Also looks for unknown keys in a block that cannot be used. */
  private final class UnknownKeys extends NoUnboundElementsBindHandler {

    UnknownKeys() {
      super(new Collector());
    }

    @Override
    public @Nullable Object onFailure(
        ConfigurationPropertyName name, Bindable<?> target, BindContext context, Exception error)
        throws Exception {
      Object result = super.onFailure(name, target, context, error);
      if (context.getDepth() == 0) {
        onFinish(name, target, context, result);
      }
      return result;
    }
  }

  private static Optional<String> unresolved(Object value) {
    var reference = REFERENCE.matcher(value.toString());
    return reference.find() ? Optional.of(reference.group(1)) : Optional.empty();
  }

  private void note(Exception error, ConfigurationPropertyName name, Class<?> type) {
    String problem = "the value cannot be read; it should be " + readable(type);
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof MistakenSettings settings) {
        mistakes.addAll(settings.mistakes());
        return;
      }
      if (cause instanceof UnboundConfigurationPropertiesException unbound) {
        unbound.getUnboundProperties().stream()
            .filter(property -> !isBelowUnreadable(property.getName()))
            .forEach(property -> mistakes.add(unknown(property.getName())));
        return;
      }
      if (cause instanceof ConversionFailedException failed && failed.getValue() != null) {
        problem = unresolved(failed.getValue()).map(BlockReader::unset).orElse(problem);
      }
    }
    unreadable.add(name);
    mistakes.add(name + ": " + problem);
  }

  private boolean isBelowUnreadable(ConfigurationPropertyName name) {
    return unreadable.stream().anyMatch(bad -> bad.equals(name) || bad.isAncestorOf(name));
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
      case "Path" -> "the name of a file";
      case "List" -> "a list";
      default -> type.isRecord() || type.getSimpleName().equals("Map") ? "a block of keys" : "text";
    };
  }
}
