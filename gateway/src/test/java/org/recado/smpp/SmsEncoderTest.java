package org.recado.smpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
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
    int room = sms.segments().size() == 1 ? sms.encoding().alone() : sms.encoding().part(size);
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
        pdu.shortMessage(),
        new TreeMap<>(),
        Octets.NONE);
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
