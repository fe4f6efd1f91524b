package org.recado.smpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.recado.message.Msisdn;
import org.recado.message.SmsText;

class SmsEncoderTest {

  private static final Msisdn FIRM = Msisdn.of("34600000001");
  private static final Msisdn CLIENT = Msisdn.of("34600111222");

  @Test
  void everyTextReadsBackAsItself() {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    for (int i = 0; i < 3_000; i++) {
      String text = randomText(random);
      var size = random.nextBoolean() ? ReferenceSize.BITS_8 : ReferenceSize.BITS_16;
      EncodedSms sms = SmsEncoder.encode(text, size);
      assertThat(readBack(sms.submits(FIRM, CLIENT, random.nextInt())))
          .as("seed %d, text %d", seed, i)
          .isEqualTo(text);
      assertThat(sms.segments()).allSatisfy(segment -> fits(segment, sms, size));
      assertThat(sms.units()).isEqualTo(sms.segments().stream().mapToInt(Segment::units).sum());
    }
  }

  private static void fits(Segment segment, EncodedSms sms, ReferenceSize size) {
    boolean wide = size == ReferenceSize.BITS_16;
    int part = sms.encoding() == SmsEncoding.UCS_2 ? (wide ? 66 : 67) : (wide ? 152 : 153);
    int alone = sms.encoding() == SmsEncoding.UCS_2 ? 70 : 160;
    int room = sms.segments().size() == 1 ? alone : part;
    assertThat(segment.units()).isLessThanOrEqualTo(room);
    assertThat(Character.isLowSurrogate((segment.text() + " ").charAt(0))).isFalse();
  }

  /** As a telephone would: header apart, parts in the order their numbers say, then decoded. */
  private static String readBack(List<SubmitSm> pdus) {
    var parts = new ArrayList<UserData>();
    for (SubmitSm pdu : pdus) {
      parts.add(UserData.parse(delivered(pdu)));
    }
    Collections.shuffle(parts, new Random(1));
    parts.sort((a, b) -> part(a) - part(b));
    return UserData.text(parts).orElseThrow();
  }

  private static int part(UserData data) {
    return data.concatenation().map(Concatenation::part).orElse(1);
  }

  private static DeliverSm delivered(SubmitSm pdu) {
    return new DeliverSm(
        pdu.source().digits(),
        pdu.destination().digits(),
        pdu.esmClass(),
        pdu.dataCoding(),
        pdu.tlvs().getOrDefault(Pdus.MESSAGE_PAYLOAD, pdu.shortMessage()),
        new TreeMap<>(pdu.tlvs()),
        Octets.NONE);
  }

  @ParameterizedTest
  @EnumSource(LongForm.class)
  void everyTextReadsBackAsItselfInEveryFormAndAlphabet(LongForm form) {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    var settings = EncodingSettings.of(List.of(EncodingSettings.Language.values()), true, form);
    for (int i = 0; i < 1_000; i++) {
      String text = randomText(random);
      var sms = SmsEncoder.encode(text, settings);
      assertThat(readBack(sms.submits(FIRM, CLIENT, random.nextInt())))
          .as("seed %d, text %d", seed, i)
          .isEqualTo(text);
      var plain = SmsEncoder.encode(text, form.referenceSize());
      assertThat(sms.segments().size()).isLessThanOrEqualTo(plain.segments().size());
      int most = sms.encoding() == SmsEncoding.GSM_7 ? 160 : 140;
      assertThat(sms.shortMessages(0)).allMatch(message -> message.length() <= most);
    }
  }

  /** Golden user data: what 3GPP TS 23.038 annex A and 23.040 say, octet by octet. */
  @ParameterizedTest
  @CsvSource({
    "es,más sí,GSM-7,03240102" + "6d1b617320731b69",
    "tr,ığış,GSM-7,03240101" + "1b691b671b691b73",
    "pt,ãõ,GSM-7,03240103" + "1b7b1b7c",
    "'',más,UCS-2,006d00e10073",
    "latin,más,Latin-1,6de173",
    "latin,€á,UCS-2,20ac00e1"
  })
  void aTextInTheAlphabetsTheAccountAllows(
      String allowed, String text, String encoding, String hex) {
    var languages =
        allowed.length() == 2
            ? List.of(EncodingSettings.Language.valueOf(allowed.toUpperCase(Locale.ROOT)))
            : List.<EncodingSettings.Language>of();
    var settings = EncodingSettings.of(languages, allowed.equals("latin"), LongForm.UDH_8);
    var sms = SmsEncoder.encode(text, settings);
    assertThat(sms.encoding()).hasToString(encoding);
    assertThat(sms.shortMessages(0)).extracting(Octets::hex).containsExactly(hex);
  }

  @Test
  void aLongTextGoesAsSarParametersOrAsOnePayload() {
    var text = "x".repeat(161);
    var sar =
        SmsEncoder.encode(text, EncodingSettings.of(List.of(), false, LongForm.SAR))
            .submits(FIRM, CLIENT, 0x1234);
    assertThat(sar).hasSize(2).allSatisfy(pdu -> assertThat(pdu.esmClass()).isZero());
    assertThat(sar.get(1).tlvs())
        .containsEntry(0x020c, Octets.ofHex("1234"))
        .containsEntry(0x020e, Octets.ofHex("02"))
        .containsEntry(0x020f, Octets.ofHex("02"));
    assertThat(sar.get(1).shortMessage().hex()).isEqualTo("78".repeat(8));
    var payload =
        SmsEncoder.encode(text, EncodingSettings.of(List.of(), false, LongForm.PAYLOAD))
            .submits(FIRM, CLIENT, 0x1234);
    assertThat(payload).hasSize(1);
    assertThat(payload.get(0).shortMessage()).isEqualTo(Octets.NONE);
    assertThat(payload.get(0).tlvs()).containsEntry(0x0424, Octets.ofHex("78".repeat(161)));
  }

  @Test
  void nationalTablesLeaveLessRoomAndAreLeftWhereTheyDoNotHelp() {
    var spanish = EncodingSettings.of(List.of(EncodingSettings.Language.ES), false, LongForm.UDH_8);
    // 155 septets beside a header of four octets
    assertThat(SmsEncoder.encode("x".repeat(153) + "á", spanish).segments()).hasSize(1);
    assertThat(SmsEncoder.encode("x".repeat(154) + "á", spanish).segments()).hasSize(2);
    // 149 in each part
    assertThat(SmsEncoder.encode("x".repeat(296) + "á", spanish).segments()).hasSize(2);
    assertThat(SmsEncoder.encode("x".repeat(297) + "á", spanish).segments()).hasSize(3);
    assertThat(SmsEncoder.encode("x", spanish).shortMessages(0).get(0).hex()).isEqualTo("78");
  }

  @Test
  void everyTextReadsBackAsItselfPackedToo() {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    var settings =
        new EncodingSettings(
            List.of(EncodingSettings.Language.ES), false, true, false, LongForm.UDH_8);
    for (int i = 0; i < 1_000; i++) {
      String text = randomText(random);
      var sms = SmsEncoder.encode(text, settings);
      var parts = new ArrayList<UserData>();
      for (SubmitSm pdu : sms.submits(FIRM, CLIENT, i)) {
        assertThat(pdu.shortMessage().length()).isLessThanOrEqualTo(140);
        byte[] octets = SubmitSmPdu.encode(pdu, 1, AddressSettings.INTERNATIONAL).toArray();
        octets[7] = (byte) Commands.DELIVER_SM; // the same fields
        var read = DeliverSm.read(Octets.of(octets), AddressSettings.INTERNATIONAL, true);
        parts.add(UserData.parse(read));
      }
      assertThat(UserData.text(parts)).as("seed %d, text %d", seed, i).contains(text);
    }
  }

  @Test
  void typographyIsWrittenPlainOnlyWhereThatSavesSegments() {
    var settings = new EncodingSettings(List.of(), false, false, true, LongForm.UDH_8);
    var curly = "“Su recibo” – vence… ‘hoy’ " + "x".repeat(100);
    assertThat(SmsEncoder.encode(curly, settings).segments())
        .extracting(Segment::text)
        .containsExactly("\"Su recibo\" - vence... 'hoy' " + "x".repeat(100));
    assertThat(SmsEncoder.encode("“hoy”", settings).encoding()).isEqualTo(SmsEncoding.UCS_2);
    var emoji = "“hoy” 😀" + "x".repeat(100);
    assertThat(SmsEncoder.encode(emoji, settings).segments().get(0).text()).startsWith("“hoy” 😀");
  }

  @Test
  void whatTheHeadersAskForIsInThePdu() throws Exception {
    var until = Instant.parse("2027-05-12T08:00:00Z");
    var options =
        new SubmitOptions(2, Optional.of(until.minusSeconds(60)), Optional.of(until), true, true);
    assertThat(SubmitOptions.ofLine(options.toLine())).isEqualTo(options);
    assertThat(SubmitOptions.ofLine("")).isEqualTo(SubmitOptions.NONE);
    var pdu = SmsEncoder.encode(new SmsText("á")).submits(FIRM, CLIENT, 0, options).get(0);
    assertThat(PduFields.of(SubmitSmPdu.encode(pdu, 9, AddressSettings.INTERNATIONAL)))
        .containsEntry("priority_flag", 2)
        .containsEntry("schedule_delivery_time", "270512075900000+")
        .containsEntry("validity_period", "270512080000000+")
        .containsEntry("replace_if_present_flag", 1)
        .containsEntry("data_coding", 0x18)
        .containsEntry("sequence_number", 9L);
  }

  private static String randomText(Random random) {
    String[] gsm = {"a", "Z", "ñ", "à", "€", "[", "}", "@", "\n", " ", "¿", "Δ"};
    String[] wide = {"á", "ç", "漢", "😀", "👨‍👩‍👧‍👦", "🇪🇸", "é́", "🏳️‍🌈", "\u200d", "ﷺ"};
    boolean onlyGsm = random.nextBoolean();
    var text = new StringBuilder();
    for (int length = random.nextInt(500); length > 0; length--) {
      boolean pickGsm = onlyGsm || random.nextInt(4) > 0;
      text.append(pickGsm ? gsm[random.nextInt(gsm.length)] : wide[random.nextInt(wide.length)]);
    }
    return text.toString();
  }

  @Test
  void aFamilyOfFourIsNotTornApart() {
    String family = "👨‍👩‍👧‍👦";
    var sms = SmsEncoder.encode(new SmsText("á".repeat(60) + family + "á".repeat(10)));
    assertThat(sms.segments())
        .extracting(Segment::text)
        .containsExactly("á".repeat(60), family + "á".repeat(10));
  }

  @Test
  void aCharacterLongerThanASegmentIsCutBetweenCodePoints() {
    String tower = "a" + "\u0301".repeat(200);
    var sms = SmsEncoder.encode(new SmsText(tower));
    assertThat(sms.segments()).extracting(Segment::units).containsExactly(67, 67, 67);
  }

  @Test
  void moreThan255SegmentsAreRefusedWithASentence() {
    assertThat(SmsEncoder.encode(new SmsText("a".repeat(153 * 255))).segments()).hasSize(255);
    assertThatThrownBy(() -> SmsEncoder.encode(new SmsText("a".repeat(153 * 255 + 1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The text is too long");
    // fits by its septets, yet each part loses one to an escape pair
    assertThatThrownBy(() -> SmsEncoder.encode(new SmsText("€".repeat(76 * 255 + 1))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void onePartHasNoHeaderAndSeveralShareOneReference() {
    var one = SmsEncoder.encode(new SmsText("hola")).submits(FIRM, CLIENT, 7);
    assertThat(one)
        .singleElement()
        .satisfies(
            pdu -> {
              assertThat(pdu.esmClass()).isZero();
              assertThat(pdu.shortMessage().hex()).isEqualTo("686f6c61");
              assertThat(pdu.registeredDelivery()).isEqualTo(1);
            });
    var three = SmsEncoder.encode(new SmsText("x".repeat(307))).submits(FIRM, CLIENT, 0x1ff);
    assertThat(three).allSatisfy(pdu -> assertThat(pdu.esmClass()).isEqualTo(0x40));
    assertThat(three)
        .extracting(pdu -> pdu.shortMessage().slice(0, 6).hex())
        .containsExactly("050003ff0301", "050003ff0302", "050003ff0303");
  }

  @Test
  void nothingOfATextIsShownByToString() {
    assertThat(SmsEncoder.encode(new SmsText("secreto")).toString()).doesNotContain("secreto");
  }
}
