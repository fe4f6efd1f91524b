package org.recado.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceSettingsTest {

  private final SourceSettings fine =
      SourceSettings.of("corp", SourceType.AD, "dc=bank,dc=example", "ldaps://dc1.bank.example:636")
          .boundAs("cn=gateway,dc=bank,dc=example", "s3cret");

  @ParameterizedTest
  @EnumSource(SourceType.class)
  void everyPresetIsUsableWithNothingButItsServerAndBase(SourceType type) {
    assertThat(SourceSettings.of("corp", type, "dc=bank", "ldaps://dc1.bank.example").problems())
        .isEmpty();
  }

  @Test
  void thePasswordIsInNoText() {
    assertThat(fine.toString()).doesNotContain("s3cret");
    assertThat(fine.boundAs("no dn", "s3cret").problems().toString()).doesNotContain("s3cret");
  }

  @Test
  void everyMistakeIsToldAtOnceWithTheKeyToChange() {
    var wrong =
        SourceSettings.of("Corp Domain", SourceType.LDAP, "", "http://dc1")
            .boundAs("cn=gateway", "")
            .braking(0, -1)
            .paging(-1)
            .trusting("/nowhere/ca.pem");

    assertThat(wrong.problems())
        .allSatisfy(line -> assertThat(line).startsWith("recado.directory.sources[Corp Domain]."))
        .extracting(line -> line.substring(line.indexOf("].") + 2, line.indexOf(": ")))
        .containsExactlyInAnyOrder(
            "name",
            "urls",
            "base",
            "trust",
            "bind-password",
            "brake.share",
            "brake.minimum",
            "page-size");
  }

  @ParameterizedTest
  @CsvSource({
    "ldap://dc1.bank.example:389, false",
    "ldap://localhost.bank.example, false",
    "ldap://127.0.0.1:1389, true",
    "ldap://localhost, true",
    "ldap://[::1]:389, true",
    "ldaps://dc1.bank.example, true",
    "ldaps://dc1.bank.example/dc=bank, false",
    "dc1.bank.example, false",
    "ldaps:///, false"
  })
  void passwordsCrossNoNetworkInPlainText(String url, boolean fine) {
    assertThat(SourceSettings.of("corp", SourceType.AD, "dc=bank", url).problems().isEmpty())
        .isEqualTo(fine);
  }

  @ParameterizedTest
  @ValueSource(strings = {"objectClass=user", "(objectClass=user", "(a=b))", ""})
  void aFilterIsAFilter(String filter) {
    var selecting =
        fine.selecting(Selection.preset().withFilter(filter), fine.groups(), fine.contacts());
    assertThat(selecting.problems().isEmpty()).isEqualTo(filter.isEmpty());
  }

  @Test
  void aMisspeltWordIsToldWithTheOnesThereAre() {
    var selecting =
        fine.selecting(
            Selection.preset().withAttribute("e-mail", "mail").withAttribute("disabled", "a&b"),
            fine.groups(),
            fine.contacts());
    assertThat(selecting.problems())
        .anyMatch(line -> line.contains("people.attributes.e-mail") && line.contains("aliases, "))
        .anyMatch(line -> line.contains("'a&b' is no rule"));
  }

  @ParameterizedTest
  @CsvSource({
    "userAccountControl&2, userAccountControl, 514, true",
    "userAccountControl&2, userAccountControl, 512, false",
    "userAccountControl&2, userAccountControl, many, false",
    "nsAccountLock=TRUE, nsaccountlock, true, true",
    "nsAccountLock=TRUE, nsAccountLock, false, false",
    "locked, locked, whatever, true",
    "locked, other, whatever, false"
  })
  void aDisabledRuleReads(String rule, String attribute, String value, boolean disabled) {
    var entry = new LdapEntry("cn=x", Map.of(attribute, List.of(value)));
    assertThat(DisabledRule.of(rule).matches(entry)).isEqualTo(disabled);
  }

  @ParameterizedTest
  @CsvSource({
    "Ana Núñez, ana.nunez",
    "  ANA__núñez , ana.nunez",
    "O'Brien-Søren, o.brien.soren",
    "Straße, strasse",
    "Владимир, владимир",
    "ﬁnance２, finance2"
  })
  void namesAreFolded(String name, String key) {
    assertThat(NameKey.of(name)).contains(key);
  }

  @Test
  void aNameWithoutLettersIsNoName() {
    assertThat(NameKey.of("--- %_*")).isEmpty();
    assertThat(NameKey.of("x".repeat(5000))).isEmpty();
  }
}
