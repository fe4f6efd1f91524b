package org.recado.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.recado.mail.HeaderField;
import org.recado.message.Msisdn;

class RecipientParserTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+34600111222",
        "34600111222",
        "0034600111222",
        "600111222",
        "600 11 12 22",
        "600.111.222",
        "600-111-222",
        "(600) 111 222",
        "+34 (600) 111-222",
        "\"+34 600 111 222\"",
        "\"600\\ 111\\ 222\"",
        "[SMS:+34600111222]",
        "\"[SMS:+34 600 111 222]\"",
        "SMS:+34600111222",
        "SMS=600111222",
        "tel:+34-600-111-222",
        "tel:+34600111222;ext=4",
        "IMCEASMS-+2B34600111222",
        "IMCEASMS-+2B34+20600+20111+20222",
        "IMCEASMS-600111222",
        "IMCEASMS-+34600111222",
        "imceasms-+2b34600111222",
        " +34600111222 ",
        "\"Móvil: 600 111 222\"",
        "movil:600111222",
        "\"Ana 600111222\"",
        "\"600 111 222 (Ana)\"",
        "\"+34 (0) 600 111 222\"",
        "00+34600111222",
        "+34+600111222",
        "+34600111222#",
        "'+34600111222'",
        "\"+34\u202f600\u202f111\u202f222\"",
        "\"\u202a+34600111222\u202c\"",
        "sms:+34600111222?body=hola",
        "IMCEASMS-SMS+3A+2B34600111222",
        "IMCEASMS-+5BSMS+3A+2B34600111222+5D",
        "IMCEASMS-tel+3A+2B34600111222",
        "+34600111222/TYPE=PLMN",
        "\u0666\u0660\u0660\u0661\u0661\u0661\u0662\u0662\u0662",
        "\uff0b\uff13\uff14\uff16\uff10\uff10\uff11\uff11\uff11\uff12\uff12\uff12"
      })
  void everyWayToWriteAMobileGivesItsNumber(String written) {
    var recipient = RecipientParser.parse(written, "ES");
    assertThat(recipient).isInstanceOf(Recipient.Number.class);
    assertThat(((Recipient.Number) recipient).msisdn().e164()).isEqualTo("+34600111222");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "34600111222+urgent+ref=a-17",
        "[SMS:+34600111222+urgent+ref=a-17]",
        "IMCEASMS-+2B34600111222+2Burgent+2Bref+3Da+2D17",
        "IMCEASMS-SMS+3A34600111222+2Burgent+2Bref+3Da-17"
      })
  void optionsAreReadWhereverTheNumberIs(String localPart) {
    var parsed = RecipientParser.read(localPart, "ES");
    assertThat(parsed.recipient()).isEqualTo(new Recipient.Number(Msisdn.of("34600111222")));
    assertThat(parsed.options())
        .extracting(HeaderField::name, HeaderField::value)
        .containsExactly(tuple("X-SMS-Lane", "person"), tuple("X-SMS-reference", "a-17"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Ana Cliente <34600111222@sms.bank.example>",
        "\"Cliente, Ana <x>\" <34600111222@sms.bank.example>",
        "+34 600 111 222 <34600111222@sms.bank.example>;",
        "<34600111222@sms.bank.example>",
        "34600111222@sms.bank.example (Ana Cliente)",
        "mailto:34600111222@sms.bank.example",
        "34600111222@sms.bank.example"
      })
  void ofAMailboxTheAddressCounts(String mailbox) {
    assertThat(RecipientParser.address(mailbox)).isEqualTo("34600111222@sms.bank.example");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ana.cliente", "Ana <34600111222>", "34600111222@evil@sms.bank.example"})
  void whatIsNoMailboxStaysAsItIs(String text) {
    assertThat(RecipientParser.address(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ana.cliente",
        "Ana Cliente",
        "ana600",
        "2024-report",
        "ventas-madrid",
        "\"Cliente, Ana\"",
        "o2",
        "--"
      })
  void whatHasLettersIsAName(String written) {
    assertThat(RecipientParser.parse(written, "ES")).isInstanceOf(Recipient.Name.class);
  }

  @ParameterizedTest
  @CsvSource({
    "+34912345678, landline",
    "+34803123456, premium",
    "+34900123456, service line",
    "+3460011122, too few digits",
    "+346001112223, too many digits",
    "+999600111222, country code",
    "12, too few",
    "SMS:pizza, letters",
    "6OO111222, letters",
    "+34-600-BANK-22, letters",
    "600111222 ext. 5, extension",
    "600111222x5, extension",
    "600111222 600111333, more than one",
    "IMCEAEX-_O=BANK_OU=X_CN=ANA, Exchange's own",
    "IMCEAFAX-+2B34910000000, fax",
    "+34500111222, not in use"
  })
  void whatATextCannotReachIsRefusedWithTheReason(String written, String reason) {
    var recipient = RecipientParser.parse(written, "ES");
    assertThat(recipient).isInstanceOf(Recipient.Unusable.class);
    assertThat(((Recipient.Unusable) recipient).sentence()).contains(reason).isASCII();
  }

  @Test
  void aSentenceNeverRepeatsTheNumber() {
    var recipient = (Recipient.Unusable) RecipientParser.parse("+34912345678", "ES");
    assertThat(recipient.sentence()).doesNotContain("912345678");
  }

  @Test
  void digitsThatMeanTwoMobilesAreNotGuessed() {
    var recipient = RecipientParser.parse("6592345678", "US");
    assertThat(recipient).isInstanceOf(Recipient.Unusable.class);
    assertThat(RecipientParser.parse("+6592345678", "US")).isInstanceOf(Recipient.Number.class);
  }

  @Test
  void theOldMobilePrefixOfMexicoIsLeftOut() {
    assertThat(((Recipient.Number) RecipientParser.parse("+5215512345678", "ES")).msisdn().e164())
        .isEqualTo("+525512345678");
  }

  @Test
  void theRegionDecidesWhatANationalNumberMeans() {
    assertThat(((Recipient.Number) RecipientParser.parse("07400123456", "GB")).msisdn().e164())
        .isEqualTo("+447400123456");
    assertThat(RecipientParser.parse("07400123456", "ES")).isInstanceOf(Recipient.Unusable.class);
  }
}
