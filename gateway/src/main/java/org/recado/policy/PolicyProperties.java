package org.recado.policy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.recado.message.Category;
import org.recado.settings.Mistakes;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.ConstructorBinding;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code recado.policy}.
 *
 * @param region ISO 3166-1 alpha-2: whose national numbers are meant when a sender has no region in
 *     the directory
 * @param maxRecipients clients one mail may text; 1 to 10000
 * @param maxSegments segments one text may take; over it is refused, never cut; 1 to 255
 * @param countries ISO 3166-1 alpha-2: whose numbers may be texted; empty for every country's
 * @param refusedRanges E.164 with its plus, or the beginning of it: what is never texted
 * @param quotas how much may be sent in a day or a month
 * @param paces how many texts a minute may be put in the queue
 * @param categories how each category is treated; {@code personal} is what an employee's mail is
 */
@ConfigurationProperties(value = "recado.policy", ignoreUnknownFields = false)
public record PolicyProperties(
    @DefaultValue("ES") String region,
    @DefaultValue("100") int maxRecipients,
    @DefaultValue("6") int maxSegments,
    @Nullable List<String> countries,
    @Nullable List<String> refusedRanges,
    @Nullable List<QuotaSettings> quotas,
    @Nullable List<PaceSettings> paces,
    @Nullable Map<String, CategorySettings> categories) {

  private static final CategorySettings PERSONAL =
      new CategorySettings(CategorySettings.Lane.PERSON, CategorySettings.OnUnknown.ASK, false, "");

  /** Without limits on countries and ranges. */
  public PolicyProperties(
      String region,
      int maxRecipients,
      int maxSegments,
      @Nullable Map<String, CategorySettings> categories) {
    this(region, maxRecipients, maxSegments, null, null, null, null, categories);
  }

  @ConstructorBinding
  public PolicyProperties {
    countries = countries == null ? List.of() : List.copyOf(countries);
    refusedRanges = refusedRanges == null ? List.of() : List.copyOf(refusedRanges);
    quotas = quotas == null ? List.of() : List.copyOf(quotas);
    paces = paces == null ? List.of() : List.copyOf(paces);
    var all = new TreeMap<String, CategorySettings>(categories == null ? Map.of() : categories);
    all.putIfAbsent(Category.PERSONAL.name(), PERSONAL);
    categories = Map.copyOf(all);
    var mistakes =
        Mistakes.in("recado.policy")
            .check(
                region.matches("[A-Z]{2}"),
                "region",
                "give two capital letters of ISO 3166-1, like ES")
            .check(
                maxRecipients >= 1 && maxRecipients <= 10_000,
                "max-recipients",
                "give a number from 1 to 10000")
            .check(
                maxSegments >= 1 && maxSegments <= 255,
                "max-segments",
                "give a number from 1 to 255: a concatenated message has no more parts");
    for (int i = 0; i < countries.size(); i++) {
      mistakes.check(
          countries.get(i).matches("[A-Z]{2}|001"),
          "countries[" + i + "]",
          "give two capital letters of ISO 3166-1, like ES, or 001 for numbers of no country");
    }
    for (int i = 0; i < refusedRanges.size(); i++) {
      mistakes.check(
          refusedRanges.get(i).matches("\\+[1-9][0-9]{0,14}"),
          "refused-ranges[" + i + "]",
          "give how such numbers begin, with plus and country code, like +3480");
    }
    for (int i = 0; i < quotas.size(); i++) {
      mistakes
          .check(
              quotas.get(i).segments() >= 1 && quotas.get(i).segments() <= 1_000_000_000,
              "quotas[" + i + "].segments",
              "give a number from 1 to 1000000000")
          .check(
              quotas.get(i).warn().isEmpty() || quotas.get(i).warn().matches("[^@\\s]+@[^@\\s]+"),
              "quotas[" + i + "].warn",
              "give a mail address, like payments-team@bank.example");
    }
    for (int i = 0; i < paces.size(); i++) {
      mistakes
          .check(
              paces.get(i).perMinute() >= 1 && paces.get(i).perMinute() <= 100_000,
              "paces[" + i + "].per-minute",
              "give a number from 1 to 100000")
          .check(
              paces.get(i).of() != HolderKind.COST_CENTER,
              "paces[" + i + "].of",
              "give person, team or application: a cost centre has quotas, and no pace");
    }
    for (var category : categories.entrySet()) {
      mistakes.check(
          category.getValue().maxSegments() >= 0 && category.getValue().maxSegments() <= 255,
          "categories." + category.getKey() + ".max-segments",
          "give a number from 1 to 255, or 0 for recado.policy.max-segments");
    }
    for (String name : categories.keySet()) {
      mistakes.check(
          name.matches("[a-z][a-z0-9-]{0,31}"),
          "categories." + name,
          "name categories with 1 to 32 lower-case letters, digits and hyphens");
    }
    mistakes.raise();
  }

  @Override
  public List<String> countries() {
    return countries == null ? List.of() : countries;
  }

  @Override
  public List<String> refusedRanges() {
    return refusedRanges == null ? List.of() : refusedRanges;
  }

  @Override
  public List<QuotaSettings> quotas() {
    return quotas == null ? List.of() : quotas;
  }

  @Override
  public List<PaceSettings> paces() {
    return paces == null ? List.of() : paces;
  }

  /** How many segments a text of this category may take. */
  public int segments(Category category) {
    int own = of(category).maxSegments();
    return own == 0 ? maxSegments : own;
  }

  @Override
  public Map<String, CategorySettings> categories() {
    return categories == null ? Map.of() : categories;
  }

  /** The settings of a category that exists; {@link Policy} refuses the others. */
  public CategorySettings of(Category category) {
    var settings = categories().get(category.name());
    return settings == null ? PERSONAL : settings;
  }
}
