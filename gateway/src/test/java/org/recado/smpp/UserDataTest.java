package org.recado.smpp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients' telephones and SMSCs send. */
class UserDataTest {

  private static final int UDHI = 0x40;

  @Test
  void theThreeWaysToNumberPartsAreRead() {
    assertThat(read(UDHI, 0, "050003d2030268").concatenation())
        .contains(new Concatenation(0xd2, 3, 2, ReferenceSize.BITS_8));
    assertThat(read(UDHI, 0, "06080412340301" + "68").concatenation())
        .contains(new Concatenation(0x1234, 3, 1, ReferenceSize.BITS_16));
    var sar = new TreeMap<Integer, Octets>();
    sar.put(0x020c, Octets.ofHex("1234"));
    sar.put(0x020e, Octets.ofHex("03"));
    sar.put(0x020f, Octets.ofHex("02"));
    var pdu = new DeliverSm("1", "2", 0, 0, Octets.ofHex("68"), sar, Octets.NONE);
    assertThat(UserData.parse(pdu).concatenation())
        .contains(new Concatenation(0x1234, 3, 2, ReferenceSize.BITS_16));
  }

  @Test
  void otherElementsOfTheHeaderAreSteppedOver() {
    var data = read(UDHI, 0, "0b0504158a00000003010202" + "686f6c61");
    assertThat(data.concatenation()).contains(new Concatenation(1, 2, 2, ReferenceSize.BITS_8));
    assertThat(data.text()).contains("hola");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ff",
        "05",
        "0500",
        "050003",
        "0500ff010201",
        "04000301020161",
        "0100",
        "7f0003010203"
      })
  void aHeaderThatDoesNotFitIsTakenAsText(String hex) {
    var data = read(UDHI, 0, hex);
    assertThat(data.octets().hex()).isEqualTo(hex);
    assertThat(data.concatenation()).isEmpty();
    assertThat(data.text()).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"05000301000161", "05000301020061", "05000301020361", "05000301010161"})
  void partsThatCannotBeAreNoParts(String hex) {
    var data = read(UDHI, 0, hex);
    assertThat(data.concatenation()).isEmpty();
    assertThat(data.text()).contains("a");
  }

  @Test
  void aPairCutBetweenTwoPartsIsJoinedBeforeItIsRead() {
    var high = read(UDHI, 8, "0500030102010041d83d");
    var low = read(UDHI, 8, "050003010202de000042");
    assertThat(UserData.text(List.of(high, low))).contains("A😀B");
    assertThat(high.text()).contains("A\ufffd");
    var escape = read(UDHI, 0, "050003010201611b");
    var euro = read(UDHI, 0, "0500030102026562");
    assertThat(UserData.text(List.of(escape, euro))).contains("a€b");
  }

  @Test
  void partsInDifferentAlphabetsAreReadEachInItsOwn() {
    var gsm = read(UDHI, 0, "05000301020161");
    var wide = read(UDHI, 8, "0500030102020062");
    assertThat(UserData.text(List.of(gsm, wide))).contains("ab");
  }

  @Test
  void everyDataCodingIsReadAsTruthfullyAsItCanBe() {
    assertThat(read(0, 0, "00416d").text()).contains("@Am");
    assertThat(read(0, 1, "e1").text()).contains("á");
    assertThat(read(0, 3, "e16e6f").text()).contains("áno");
    assertThat(read(0, 8, "6f22").text()).contains("漢");
    assertThat(read(0, 8, "fffe226f").text()).as("little endian, marked").contains("漢");
    assertThat(read(0, 8, "00610062ff").text()).as("half a unit").contains("ab\ufffd");
    assertThat(read(0, 4, "00ff").text()).as("8-bit data").isEmpty();
    assertThat(read(0, 0xf5, "00ff").text()).as("8-bit data by class").isEmpty();
    assertThat(read(0, 0x19, "0061").text()).as("UCS-2 by group").contains("a");
    assertThat(read(0, 0xf0, "61").text()).as("flash").contains("a");
    assertThat(read(0, 0, "c3b1").text()).as("UTF-8 under 0").contains("ñ");
    assertThat(read(0, 0, "f161").text()).as("Latin-1 under 0").contains("ña");
    assertThat(read(0, 6, "bf").text()).as("Cyrillic").contains("П");
  }

  @Test
  void nationalTablesOfTheHeaderAreObeyed() {
    assertThat(read(UDHI, 0, "03240102" + "1b61").text()).contains("á");
    assertThat(read(UDHI, 0, "03250103" + "7b").text()).contains("ã");
    assertThat(read(UDHI, 0, "03250101" + "60").text()).contains("ç");
    assertThat(read(UDHI, 0, "0324010d" + "1b65").text()).as("a table not here").contains("€");
  }

  @Test
  void escapesThatMeanNothingLeaveTheLetter() {
    assertThat(Gsm0338.decode(Octets.ofHex("1b61"))).isEqualTo("a");
    assertThat(Gsm0338.decode(Octets.ofHex("1b1b61"))).isEqualTo(" a");
    assertThat(Gsm0338.decode(Octets.ofHex("611b"))).isEqualTo("a ");
  }

  private static UserData read(int esmClass, int dataCoding, String hex) {
    return UserData.parse(
        new DeliverSm(
            "34600111222",
            "34600000001",
            esmClass,
            dataCoding,
            Octets.ofHex(hex),
            new TreeMap<>(),
            Octets.NONE));
  }

  @Test
  void aMessageShowsNeitherNumbersNorTextByToString() {
    var pdu =
        new DeliverSm(
            "34600111222",
            "34600000001",
            0,
            0,
            Octets.ofHex("686f6c61"),
            new TreeMap<>(),
            Octets.NONE);
    assertThat(pdu.toString()).doesNotContain("34600111222", "34600000001", "hola", "686f6c61");
  }
}
