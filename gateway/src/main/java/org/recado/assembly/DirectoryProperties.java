package org.recado.assembly;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.recado.directory.SourceSettings;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings {@code recado.directory}.
 *
 * @param sources the directories to read; see {@link SourceSettings}
 */
@ConfigurationProperties(value = "recado.directory", ignoreUnknownFields = false)
public record DirectoryProperties(@Nullable List<SourceSettings> sources) {

  public DirectoryProperties {
    sources = sources == null ? List.of() : List.copyOf(sources);
  }

  @Override
  public List<SourceSettings> sources() {
    return sources == null ? List.of() : sources;
  }

  /** One line for each mistake. */
  List<String> problems() {
    var problems = new ArrayList<String>();
    if (sources().isEmpty()) {
      problems.add(
          "recado.directory.sources: name at least one directory, or nobody may send anything");
    }
    var names = new HashSet<String>();
    for (SourceSettings source : sources()) {
      problems.addAll(source.problems());
      if (!names.add(source.name())) {
        problems.add(
            "recado.directory.sources[%s].name: two sources have this name; the people of one would be taken for those of the other"
                .formatted(source.name()));
      }
    }
    return problems;
  }
}
