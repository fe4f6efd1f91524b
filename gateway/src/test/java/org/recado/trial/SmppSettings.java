package org.recado.trial;

import java.util.LinkedHashMap;
import java.util.Map;
import org.recado.smpp.SmppProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Connections as an operator writes them, with the short times of a test. */
public final class SmppSettings {

  private static final Map<String, String> QUICK =
      Map.ofEntries(
          Map.entry("host", "127.0.0.1"),
          Map.entry("system-id", "recado"),
          Map.entry("password", "secret"),
          Map.entry("window", "10"),
          Map.entry("bind-timeout", "5s"),
          Map.entry("reconnect-min", "50ms"),
          Map.entry("reconnect-max", "200ms"),
          Map.entry("pace.throttle-first", "10ms"),
          Map.entry("pace.throttle-most", "50ms"),
          Map.entry("receive-threads", "8"),
          Map.entry("receive-queue", "2000"));

  private SmppSettings() {}

  /**
   * One connection.
   *
   * @param lines {@code key=value}, over what is there already; {@code -key} takes one away, {@code
   *     [1].key=value} is of a second connection
   */
  public static SmppProperties of(String name, String... lines) {
    var keys = new LinkedHashMap<String, String>(QUICK);
    var others = new LinkedHashMap<String, String>();
    keys.put("name", name);
    for (String line : lines) {
      if (line.startsWith("[")) {
        others.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
      } else if (line.startsWith("-")) {
        keys.remove(line.substring(1));
      } else {
        keys.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
      }
    }
    var source = new LinkedHashMap<String, String>();
    others.forEach((key, value) -> source.put("recado.smpp.connections" + key, value));
    if (!others.isEmpty()) {
      QUICK.forEach((key, value) -> source.putIfAbsent("recado.smpp.connections[1]." + key, value));
    }
    keys.forEach((key, value) -> source.put("recado.smpp.connections[0]." + key, value));
    return new Binder(new MapConfigurationPropertySource(source))
        .bind("recado.smpp", SmppProperties.class)
        .get();
  }
}
