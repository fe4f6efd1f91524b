package org.recado.assembly;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.recado.archive.ArchiveFiles;
import org.recado.settings.Mistakes;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code recado.archive}.
 *
 * @param keyFile the archive key that wraps the key of every record; made at the first start with
 *     mode 0600. Without it nothing in the archive can be read: keep a copy elsewhere
 * @param signingKeyFile the Ed25519 key that signs checkpoints; made at the first start with mode
 *     0600
 * @param origin the name this archive signs as (C2SP tlog-checkpoint), like {@code
 *     bank.example/recado}; never changes
 * @param years how long records are kept that no category says otherwise of; 1 to 100
 * @param categories how many years the records of a category are kept
 */
@ConfigurationProperties(value = "recado.archive", ignoreUnknownFields = false)
public record ArchiveProperties(
    @DefaultValue("data/archive.key") String keyFile,
    @DefaultValue("data/checkpoint.key") String signingKeyFile,
    @DefaultValue("recado.example/archive") String origin,
    @DefaultValue("7") int years,
    @Nullable Map<String, Integer> categories) {

  public ArchiveProperties {
    categories = categories == null ? Map.of() : Map.copyOf(categories);
    var mistakes =
        Mistakes.in("recado.archive")
            .check(!keyFile.isBlank(), "key-file", "name the file of the archive key")
            .check(
                !signingKeyFile.isBlank(), "signing-key-file", "name the file of the signing key")
            .check(
                !keyFile.equals(signingKeyFile),
                "signing-key-file",
                "the two keys need files of their own")
            .check(
                origin.matches("[^\\s+]{1,200}"),
                "origin",
                "give a name without spaces and plus signs, like bank.example/recado")
            .check(years >= 1 && years <= 100, "years", "give 1 to 100");
    categories.forEach(
        (name, kept) ->
            mistakes
                .check(
                    name.matches("[a-z][a-z0-9-]{0,31}"),
                    "categories." + name,
                    "is not the name of a category")
                .check(kept >= 1 && kept <= 100, "categories." + name, "give 1 to 100 years"));
    mistakes.raise();
  }

  @Override
  public Map<String, Integer> categories() {
    return categories == null ? Map.of() : categories;
  }

  ArchiveFiles files() {
    return new ArchiveFiles(Path.of(keyFile), Path.of(signingKeyFile), origin);
  }
}
