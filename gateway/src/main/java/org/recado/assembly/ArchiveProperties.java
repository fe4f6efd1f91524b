package org.recado.assembly;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.recado.archive.ArchiveFiles;
import org.recado.archive.record.KeyService;
import org.recado.archive.retention.RetentionClass;
import org.recado.archive.retention.RetentionClass.Trigger;
import org.recado.archive.retention.Schedules;
import org.recado.message.Category;
import org.recado.message.MailAddress;
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
 * @param schedules finer rules; the first that fits decides, before {@code categories}
 * @param publish where checkpoints are kept outside of the database
 * @param cold object storage for the contents of months that are over
 * @param hsm whose key wraps the archive key in its file
 */
@ConfigurationProperties(value = "recado.archive", ignoreUnknownFields = false)
public record ArchiveProperties(
    @DefaultValue("data/archive.key") String keyFile,
    @DefaultValue("data/checkpoint.key") String signingKeyFile,
    @DefaultValue("recado.example/archive") String origin,
    @DefaultValue("7") int years,
    @Nullable Map<String, Integer> categories,
    @Nullable List<Schedule> schedules,
    @DefaultValue Publish publish,
    @DefaultValue ColdProperties cold,
    @DefaultValue HsmProperties hsm) {

  /**
   * Settings {@code recado.archive.publish}.
   *
   * @param folder gets {@code checkpoint.txt} and one file for each that was published, best on a
   *     disk of another machine; empty for none. At the start and daily the archive is held against
   *     it
   * @param mailTo who gets each checkpoint by mail
   * @param timeStamps URL of a time-stamping authority (RFC 3161 by HTTP); empty for none
   * @param objectStore whether each goes into the object store of {@code recado.archive.cold} too,
   *     locked. At the start and daily the archive is held against the largest there
   * @param lockedFor how long it is locked there
   * @param every how often
   */
  public record Publish(
      @DefaultValue("") String folder,
      @DefaultValue List<String> mailTo,
      @DefaultValue("") String timeStamps,
      @DefaultValue("false") boolean objectStore,
      @DefaultValue("3650d") Duration lockedFor,
      @DefaultValue("24h") Duration every) {

    private void check(Mistakes mistakes) {
      mistakes
          .check(
              folder.isBlank() || !Files.isRegularFile(Path.of(folder)),
              "publish.folder",
              "is a file; name a folder")
          .check(
              mailTo.stream().allMatch(Publish::isAddress),
              "publish.mail-to",
              "one of them is not a mail address")
          .check(
              timeStamps.isBlank() || timeStamps.matches("https?://[^\\s]+"),
              "publish.time-stamps",
              "give a URL like https://tsa.example/")
          .check(
              lockedFor.compareTo(Duration.ofDays(1)) >= 0
                  && lockedFor.compareTo(Duration.ofDays(36500)) <= 0,
              "publish.locked-for",
              "give a day to 36500 days, like 3650d")
          .check(
              every.compareTo(Duration.ofMinutes(1)) >= 0,
              "publish.every",
              "give a minute or more, like 24h");
    }

    private static boolean isAddress(String text) {
      try {
        MailAddress.of(text);
        return true;
      } catch (IllegalArgumentException e) {
        return false;
      }
    }
  }

  /**
   * One rule of {@code recado.archive.schedules}; a list that is empty asks for nothing.
   *
   * @param name of the retention class it stamps; 1 to 32 lower-case letters, digits and hyphens
   * @param years 1 to 100
   * @param from {@code recorded}, or {@code relation-end} to count from the day the relation with
   *     the client ends
   * @param reason the law or the contract, for certificates
   * @param categories of the message
   * @param departments of the employee, as the directory spells them
   * @param countries of the client's number, ISO 3166-1 alpha-2
   */
  public record Schedule(
      @DefaultValue("") String name,
      @DefaultValue("0") int years,
      @DefaultValue("recorded") String from,
      @DefaultValue("") String reason,
      @DefaultValue List<String> categories,
      @DefaultValue List<String> departments,
      @DefaultValue List<String> countries) {

    private void check(Mistakes mistakes, String key) {
      mistakes
          .check(
              name.matches("[a-z0-9][a-z0-9-]{0,31}"),
              key + "name",
              "give 1 to 32 lower-case letters, digits and hyphens")
          .check(years >= 1 && years <= 100, key + "years", "give 1 to 100")
          .check(
              from.equals("recorded") || from.equals("relation-end"),
              key + "from",
              "give recorded or relation-end")
          .check(!reason.isBlank(), key + "reason", "say which law or contract asks for it")
          .check(
              categories.stream().allMatch(category -> category.matches("[a-z][a-z0-9-]{0,31}")),
              key + "categories",
              "one of them is not the name of a category")
          .check(
              departments.stream().noneMatch(String::isBlank),
              key + "departments",
              "one of them is empty")
          .check(
              countries.stream().allMatch(country -> country.matches("[A-Z]{2}")),
              key + "countries",
              "give codes like ES");
    }

    private Schedules.Rule rule() {
      return new Schedules.Rule(
          new RetentionClass(
              name, years, from.equals("recorded") ? Trigger.RECORDED : Trigger.RELATION_END),
          reason,
          categories.stream().map(Category::new).toList(),
          departments,
          countries);
    }
  }

  public ArchiveProperties {
    categories = categories == null ? Map.of() : Map.copyOf(categories);
    schedules = schedules == null ? List.of() : List.copyOf(schedules);
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
    for (int i = 0; i < schedules.size(); i++) {
      schedules.get(i).check(mistakes, "schedules[" + i + "].");
    }
    publish.check(mistakes);
    cold.check(mistakes);
    hsm.check(mistakes);
    mistakes.check(
        !publish.objectStore() || !cold.endpoint().isBlank(),
        "publish.object-store",
        "needs the object store of recado.archive.cold.endpoint");
    mistakes.raise();
  }

  /** What is kept how long: the schedules, then the categories, then {@code years}. */
  Schedules plan() {
    var rules = new ArrayList<Schedules.Rule>();
    schedules().forEach(schedule -> rules.add(schedule.rule()));
    categories()
        .forEach(
            (name, kept) ->
                rules.add(Schedules.Rule.of(new Category(name), new RetentionClass(name, kept))));
    return new Schedules(rules, new RetentionClass("standard", years));
  }

  @Override
  public List<Schedule> schedules() {
    return schedules == null ? List.of() : schedules;
  }

  @Override
  public Map<String, Integer> categories() {
    return categories == null ? Map.of() : categories;
  }

  ArchiveFiles files() {
    return new ArchiveFiles(
        Path.of(keyFile),
        Path.of(signingKeyFile),
        origin,
        cold.access(),
        hsm.service().map(KeyService.class::cast));
  }
}
