package org.recado.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.recado.smpp.Corpus;
import org.recado.smpp.DeliverSm;
import org.recado.smpp.MessageIdForms;
import org.recado.smpp.Octets;
import tools.jackson.databind.JsonNode;

class ReceiptParserTest {

  private static final int RECEIPT = 0x04;
  private static final String STANDARD =
      "id:0123456789 sub:001 dlvrd:001 submit date:1005232039 done date:1005242339 stat:DELIVRD"
          + " err:000 text:Hola";

  @Test
  void everyReceiptOfTheCorpusIsRead() {
    for (JsonNode row : Corpus.rows("smpp/delivery-receipts.jsonl")) {
      var tlvs = new TreeMap<Integer, Octets>();
      if (row.has("tlvs")) {
        String id = row.get("tlvs").get("receipted_message_id").asString();
        tlvs.put(0x001e, octets(id + "\0", StandardCharsets.US_ASCII));
        tlvs.put(0x0427, Octets.of((byte) row.get("tlvs").get("message_state").asInt()));
      }
      var text = octets(row.get("short_message").asString(), StandardCharsets.ISO_8859_1);
      Receipt receipt = ReceiptParser.parse(pdu(RECEIPT, 0, text, tlvs)).orElseThrow();
      agrees(row, receipt);
    }
  }

  private static void agrees(JsonNode row, Receipt receipt) {
    JsonNode expected = row.get("expected");
    String name = row.get("id").asString() + " " + row.get("dialect").asString();
    if (expected.has("id")) {
      assertThat(receipt.id()).as(name).isEqualTo(expected.get("id").asString(null));
    }
    if (expected.has("stat")) {
      assertThat(receipt.state() == null ? null : receipt.state().name())
          .as(name)
          .isEqualTo(expected.get("stat").asString(null));
    }
    if (expected.has("stat_raw")) {
      assertThat(receipt.stat()).as(name).isEqualTo(expected.get("stat_raw").asString());
    }
    if (expected.has("final")) {
      assertThat(receipt.state()).as(name).isEqualTo(ReceiptState.REJECTD);
    }
    if (expected.has("err")) {
      assertThat(bare(String.valueOf(receipt.err())))
          .as(name)
          .isEqualTo(bare(expected.get("err").asString()));
    }
    if (expected.has("submitted")) {
      assertThat(receipt.submitted()).as(name).hasToString(expected.get("submitted").asString());
    }
    if (expected.has("done")) {
      assertThat(receipt.done()).as(name).hasToString(expected.get("done").asString());
    }
    if (expected.has("id_hex")) {
      assertThat(MessageIdForms.candidates(receipt.ids().get(0)))
          .as(name)
          .extracting(MessageIdForms.Candidate::id)
          .contains(expected.get("id_hex").asString());
    }
  }

  /** One library of the corpus pads the number and another does not. */
  private static String bare(String err) {
    return err.replaceFirst("^0+(?=.)", "");
  }

  @Test
  void theOptionalParametersAloneAreAReceipt() {
    var tlvs = new TreeMap<Integer, Octets>();
    tlvs.put(0x001e, Octets.ofHex("343200"));
    tlvs.put(0x0427, Octets.ofHex("05"));
    tlvs.put(0x0423, Octets.ofHex("03001b"));
    var receipt = ReceiptParser.parse(pdu(0, 0, Octets.NONE, tlvs)).orElseThrow();
    assertThat(receipt.id()).isEqualTo("42");
    assertThat(receipt.state()).isEqualTo(ReceiptState.UNDELIV);
    assertThat(receipt.err()).isEqualTo("027");
    assertThat(receipt.marked()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "id:5000 stat:DELIVRD err:000, 6000, 2, 6000, DELIVRD",
    "id:5000 stat:DELIVRD err:000, 5000, 6, 5000, ACCEPTD",
    "id:5000 stat:DELIVRD err:000, 5000, 7, 5000, DELIVRD",
    "id:5000 stat:BADSTAT err:000, 5000, 7, 5000, UNKNOWN",
    "id:0059113978 stat:DELIVRD, 38601fa, 2, 0059113978, DELIVRD",
    "id:0000012345 stat:UNDELIV, 12345, 5, 0000012345, UNDELIV",
    "362d9701 2, 362d9701, 2, 362d9701, DELIVRD"
  })
  void whereTextAndParametersDisagreeTheParametersAreTheStandards(
      String text, String receipted, byte number, String id, ReceiptState state) {
    var tlvs = new TreeMap<Integer, Octets>();
    tlvs.put(0x001e, octets(receipted + "\0", StandardCharsets.US_ASCII));
    tlvs.put(0x0427, Octets.of(number));
    var pdu = pdu(RECEIPT, 0, octets(text, StandardCharsets.US_ASCII), tlvs);
    var receipt = ReceiptParser.parse(pdu).orElseThrow();
    assertThat(receipt.id()).isEqualTo(id);
    assertThat(receipt.ids()).contains(receipted);
    assertThat(receipt.state()).isEqualTo(state);
  }

  @Test
  void aReceiptWithoutTheMarkIsReadAndSaysSo() {
    var receipt = ReceiptParser.parse(text(0, STANDARD)).orElseThrow();
    assertThat(receipt.marked()).isFalse();
    assertThat(receipt.state()).isEqualTo(ReceiptState.DELIVRD);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "My id:5 and stat:DELIVRD",
        "id: 12345678Z, submit date:1005232039",
        "stat:DELIVRD",
        "Que stat: err: id:",
        "id:1 sub:001 dlvrd:001 submit date:mañana done date:hoy stat:DELIVRD err:000",
        "Paid: 100, idstat:DELIVRD text:hola",
        ""
      })
  void aTextThatOnlyLooksLikeOneIsAClientsMessage(String text) {
    assertThat(ReceiptParser.parse(text(0, text))).isEmpty();
  }

  @Test
  void whatTheClientWasSentCannotForgeTheState() {
    String forged = STANDARD.replace("text:Hola", "text:id:999 stat:UNDELIV err:123");
    var receipt = ReceiptParser.parse(text(RECEIPT, forged)).orElseThrow();
    assertThat(receipt.id()).isEqualTo("0123456789");
    assertThat(receipt.state()).isEqualTo(ReceiptState.DELIVRD);
    assertThat(receipt.err()).isEqualTo("000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16BE", "UTF-16LE", "US-ASCII"})
  void theAlphabetIsSeenWhateverTheLabelSays(String charset) {
    for (int dataCoding : new int[] {0, 1, 3, 4, 8, 0xf5}) {
      var pdu =
          pdu(RECEIPT, dataCoding, octets(STANDARD, Charset.forName(charset)), new TreeMap<>());
      assertThat(ReceiptParser.parse(pdu).orElseThrow().id()).isEqualTo("0123456789");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16BE", "UTF-16LE", "US-ASCII"})
  void nulsThatFillAFieldUpAreNoSecondAlphabet(String charset) {
    byte[] text = STANDARD.getBytes(Charset.forName(charset));
    for (int length : new int[] {text.length + 1, 254, 255, 500}) {
      var filled = Octets.of(Arrays.copyOf(text, Math.max(length, text.length)));
      var receipt = ReceiptParser.parse(pdu(RECEIPT, 0, filled, new TreeMap<>())).orElseThrow();
      assertThat(receipt.id()).as("%d octets", length).isEqualTo("0123456789");
      assertThat(receipt.state()).isEqualTo(ReceiptState.DELIVRD);
    }
  }

  @Test
  void twoBlanksWithinAKeyAreOne() {
    String wide = STANDARD.replace(" ", "  ");
    var receipt = ReceiptParser.parse(text(RECEIPT, wide)).orElseThrow();
    assertThat(receipt.done()).hasToString("2010-05-24T23:39:00");
    assertThat(receipt.submitted()).hasToString("2010-05-23T20:39:00");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DLR: %s",
        "%s\0\0",
        "Delivery report %s",
        "\0%s",
      })
  void prefixesAndNulsDoNotHinder(String frame) {
    var receipt = ReceiptParser.parse(text(RECEIPT, frame.formatted(STANDARD))).orElseThrow();
    assertThat(receipt.id()).isEqualTo("0123456789");
    assertThat(receipt.done()).hasToString("2010-05-24T23:39:00");
  }

  @Test
  void otherSeparatorsAndSpellingsOfTheKeysAreRead() {
    String vendor =
        "MSGID: 7F, Stat = Delivered; Submit_Date: 2026-11-21 17:41:09 DoneDate:261121174210"
            + " error:0A text";
    var receipt = ReceiptParser.parse(text(RECEIPT, vendor)).orElseThrow();
    assertThat(receipt.id()).isEqualTo("7F");
    assertThat(receipt.state()).isEqualTo(ReceiptState.DELIVRD);
    assertThat(receipt.submitted()).hasToString("2026-11-21T17:41:09");
    assertThat(receipt.done()).hasToString("2026-11-21T17:42:10");
    assertThat(receipt.err()).isEqualTo("0A");
  }

  @Test
  void aUserDataHeaderInFrontIsSteppedOver() {
    var octets = Octets.ofHex("050003010101").plus(octets(STANDARD, StandardCharsets.US_ASCII));
    var receipt = ReceiptParser.parse(pdu(0x44, 0, octets, new TreeMap<>())).orElseThrow();
    assertThat(receipt.id()).isEqualTo("0123456789");
  }

  @Test
  void anIntermediateNoticeIsNotTheLastWord() {
    String onItsWay = STANDARD.replace("DELIVRD", "ENROUTE");
    var receipt = ReceiptParser.parse(text(0x20, onItsWay)).orElseThrow();
    assertThat(receipt.intermediate()).isTrue();
    assertThat(receipt.state()).isEqualTo(ReceiptState.ENROUTE);
    assertThat(ReceiptState.ENROUTE.isFinal()).isFalse();
  }

  @Test
  void aTelephonesOwnAcknowledgementIsNoReceipt() {
    assertThat(ReceiptParser.parse(text(0x08, "leido"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "DELIVRD,DELIVRD",
    "delivered,DELIVRD",
    "2,DELIVRD",
    "002,DELIVRD",
    "5,UNDELIV",
    "UNDELIVERABLE,UNDELIV",
    "EXPIRED,EXPIRED",
    "REJECTED,REJECTD",
    "DND_REJECTED,REJECTD",
    "ACCEPTED,ACCEPTD",
    "ACKED,ENROUTE",
    "NACK,REJECTD",
    "9,UNDELIV",
    "0,ENROUTE",
    "BADSTAT,UNKNOWN",
    "77,UNKNOWN"
  })
  void stateWordsAndNumbersAreTheStandardsSevenLetters(String stat, ReceiptState state) {
    var receipt =
        ReceiptParser.parse(text(RECEIPT, STANDARD.replace("DELIVRD", stat))).orElseThrow();
    assertThat(receipt.state()).isEqualTo(state);
    assertThat(receipt.stat()).isEqualTo(stat);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "1005232039,2010-05-23T20:39:00",
        "100523203941,2010-05-23T20:39:41",
        "201506201641,2015-06-20T16:41:00",
        "20110314181534,2011-03-14T18:15:34",
        "261121174109004+,2026-11-21T17:41:09+01:00",
        "261121174109020-,2026-11-21T17:41:09-05:00",
        "261121174109099+,-",
        "0000000000,-",
        "9999999999,-",
        "000000000000000R,-"
      })
  void datesAreReadInEveryLength(String written, String read) {
    assertThat(ReceiptTime.of(written).map(ReceiptTime::toString).orElse(null)).isEqualTo(read);
  }

  @Test
  void nothingThatArrivesMakesItThrow() {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] octets = STANDARD.repeat(random.nextInt(3)).getBytes(StandardCharsets.US_ASCII);
      for (int hits = random.nextInt(20); hits > 0 && octets.length > 0; hits--) {
        octets[random.nextInt(octets.length)] = (byte) random.nextInt();
      }
      var pdu = pdu(random.nextInt(256), random.nextInt(256), Octets.of(octets), new TreeMap<>());
      assertThatCode(() -> ReceiptParser.parse(pdu)).as("seed %d", seed).doesNotThrowAnyException();
    }
  }

  private static DeliverSm text(int esmClass, String text) {
    return pdu(esmClass, 0, octets(text, StandardCharsets.ISO_8859_1), new TreeMap<>());
  }

  private static Octets octets(String text, Charset charset) {
    return Octets.of(text.getBytes(charset));
  }

  private static DeliverSm pdu(
      int esmClass, int dataCoding, Octets octets, SortedMap<Integer, Octets> tlvs) {
    return new DeliverSm("1", "2", esmClass, dataCoding, octets, tlvs, Octets.NONE);
  }
}
