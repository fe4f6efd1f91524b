package org.recado.dkim;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Against mails signed by dkimpy, OpenDKIM and Mail::DKIM (lab/peers/dkim-vectors.sh made them),
 * and the example of RFC 8463.
 */
@Timeout(240)
class DkimVerifierTest {

  private static final Instant SIGNED = Instant.parse("2026-11-22T12:00:00Z");

  private final PublishedKeys keys = PublishedKeys.ofVectors();
  private Instant now = SIGNED;

  private List<Finding> verify(byte[] mail) {
    return new DkimVerifier(keys, Clock.fixed(now, ZoneOffset.UTC)).verify(mail, any -> true);
  }

  private List<Finding> verify(String mail) {
    return verify(mail.getBytes(ISO_8859_1));
  }

  private static String vector(String name) {
    return new String(PublishedKeys.vector(name + ".eml"), ISO_8859_1);
  }

  private String invalid(String mail) {
    var finding = verify(mail).get(0);
    assertThat(finding).isInstanceOf(Finding.Invalid.class);
    return ((Finding.Invalid) finding).reason();
  }

  // ---- what others signed

  @ParameterizedTest
  @ValueSource(strings = {"simple-simple", "relaxed-relaxed", "simple-relaxed", "relaxed-simple"})
  void mailsSignedByDkimpyHold(String how) {
    for (String mail : List.of("mail", "empty", "open", "dots", "ed25519")) {
      String name = "dkimpy-" + mail + "-" + how;
      assertThat(verify(vector(name)))
          .as(name)
          .hasSize(1)
          .allMatch(Finding.Valid.class::isInstance);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"perl-relaxed", "perl-simple", "key-1024", "key-pkcs1", "subdomain"})
  void soDoThoseOfOtherProgramsAndKeys(String name) {
    assertThat(verify(vector(name))).hasSize(1).allMatch(Finding.Valid.class::isInstance);
  }

  @Test
  void theExampleOfRfc8463Holds() {
    keys.publish(
            "brisbane._domainkey.football.example.com",
            "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=")
        .publish(
            "test._domainkey.football.example.com",
            "v=DKIM1; k=rsa;"
                + " p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB");
    String mail =
        """
        DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;
         d=football.example.com; i=@football.example.com;
         q=dns/txt; s=brisbane; t=1528637909; h=from : to :
         subject : date : message-id : from : subject : date;
         bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
         b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus
         Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==
        DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;
         d=football.example.com; i=@football.example.com;
         q=dns/txt; s=test; t=1528637909; h=from : to : subject :
         date : message-id : from : subject : date;
         bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
         b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3
         DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz
         dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=
        From: Joe SixPack <joe@football.example.com>
        To: Suzie Q <suzie@shopping.example.net>
        Subject: Is dinner ready?
        Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
        Message-ID: <20030712040037.46341.5F8J@football.example.com>

        Hi.

        We lost the game.  Are you hungry yet?

        Joe.
        """
            .replace("\n", "\r\n");
    assertThat(verify(mail)).hasSize(2).allMatch(Finding.Valid.class::isInstance);
  }

  // ---- what was changed on the way

  @ParameterizedTest
  @CsvSource({
    "a las 10\\.,a las 12.",
    "Ana:,Ana;",
    "^$,",
  })
  void aChangedBodyIsNoticed(String what, String by) {
    String mail = vector("dkimpy-mail-relaxed-relaxed");
    int body = mail.indexOf("\r\n\r\n");
    String changed =
        what.equals("^$")
            ? mail + "P.D.: llame al 806\r\n"
            : mail.substring(0, body) + mail.substring(body).replaceFirst(what, by);
    assertThat(changed).isNotEqualTo(mail);
    assertThat(invalid(changed)).contains("the body was changed");
  }

  @Test
  void aChangedFieldIsNoticedAndSoIsOneMore() {
    String mail = vector("dkimpy-mail-relaxed-relaxed");
    assertThat(invalid(mail.replace("marta.ruiz@", "carmen.vega@"))).contains("header was changed");
    assertThat(invalid(mail.replace("From: ", "From: x@bank.example\r\nX: ")))
        .contains("header was changed");
    // dkimpy signs From once more than it is there, so that none can be added
    assertThat(invalid("From: carmen.vega@bank.example\r\n" + mail)).contains("header was changed");
  }

  @Test
  void whiteSpaceCountsInSimpleAndNotInRelaxed() {
    String from = "From:  \"Marta Ruiz\"  <";
    assertThat(
            verify(
                vector("dkimpy-mail-relaxed-relaxed").replace(from, "FROM: \"Marta Ruiz\"\r\n\t<")))
        .allMatch(Finding.Valid.class::isInstance);
    assertThat(invalid(vector("dkimpy-mail-simple-simple").replace(from, "From: \"Marta Ruiz\" <")))
        .contains("header was changed");
  }

  @Test
  void aFieldThatWasNotSignedIsNamed() {
    var valid = (Finding.Valid) verify(vector("not-all")).get(0);
    assertThat(valid.unsigned()).contains("subject", "x-sms-category").doesNotContain("from", "to");
    assertThat(valid.wholeBody()).isTrue();
  }

  @Test
  void whatFollowsTheSignedPartOfABodyIsNotSigned() {
    String mail = vector("length");
    assertThat(((Finding.Valid) verify(mail).get(0)).wholeBody()).isTrue();
    assertThat(((Finding.Valid) verify(mail + "Llame al 806.\r\n").get(0)).wholeBody()).isFalse();
    assertThat(invalid(mail.substring(0, mail.length() - 60))).contains("shorter than its l=");
  }

  // ---- signatures and keys that prove nothing

  @ParameterizedTest
  @CsvSource({
    "key-revoked,it was revoked",
    "key-testing,only testing",
    "key-sha1only,not for sha256",
    "key-other-service,not for mail",
    "key-wrong,another key signed it",
    "key-missing,there is no key at missing._domainkey.bank.example",
    "key-t-s,not for subdomains",
    "key-768,it has 768 bits",
    "opendkim-sha1,rsa-sha1",
    "perl-sha1,rsa-sha1",
  })
  void aKeyThatIsNotForItIsRefused(String name, String reason) {
    assertThat(invalid(vector(name))).contains(reason);
  }

  @Test
  void aSignatureHoldsUntilItExpires() {
    now = Instant.ofEpochSecond(1_793_606_400);
    assertThat(verify(vector("expires"))).allMatch(Finding.Valid.class::isInstance);
    now = now.plusSeconds(1);
    assertThat(invalid(vector("expires"))).contains("it has expired");
    now = Instant.ofEpochSecond(1_793_520_000 - 3_600);
    assertThat(invalid(vector("expires"))).contains("in the future");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "v=1;|v=2;|its v= is not 1",
        "v=1;|v=1; v=1;|twice",
        "a=rsa-sha256|a=rsa-md5|its a= is not known",
        "a=rsa-sha256|a=ed25519-sha256|not of the kind",
        "d=bank.example|d=bank..example|no domain name",
        "d=bank.example|d=example|no domain name",
        "i=@bank.example|i=marta@other.example|its i= is not within",
        "c=relaxed/relaxed|c=nofws|its c= is not known",
        "q=dns/txt|q=http|its q= is not known",
        "s=rsa|s=../etc|no domain name",
        "bh=|bh=%%|not base64",
        "s=rsa|s=rsa; l=-1|its l= is no number",
        "s=rsa|s=rsa; x=99999999999999999999|its x= is no number",
        "s=rsa|s=rsa; t=10; x=5|expired before",
      })
  void aTagThatIsWrongIsNamed(String what, String by, String reason) {
    String mail = vector("dkimpy-mail-relaxed-relaxed").replaceFirst(" t=[0-9]+;", "");
    assertThat(invalid(mail.replaceFirst(what, by))).contains(reason);
  }

  @Test
  void fromHasToBeSigned() {
    String mail = vector("dkimpy-mail-relaxed-relaxed");
    assertThat(invalid(mail.replaceFirst("h=([^;]*)", "h=to:subject"))).contains("not sign From");
  }

  // ---- which mails can be read in one way only

  @ParameterizedTest
  @ValueSource(
      strings = {
        "From marta Sun Nov  1 09:00:00 2026\r\n",
        "From : carmen.vega@bank.example\r\n",
        "X-Note: a\nFrom: carmen.vega@bank.example\r\n",
        "X-Note: a\rFrom: carmen.vega@bank.example\r\n",
        "no colon here\r\n",
        " begins folded\r\n",
        "X-Note: a\r\n \r\n \r\n",
        "X-Note: \0\r\n",
        ": nameless\r\n",
      })
  void aHeaderThatProgramsReadInTwoWaysProvesNothing(String line) {
    assertThat(invalid(line + vector("dkimpy-mail-relaxed-relaxed")))
        .contains("proves nothing: the");
  }

  @Test
  void aBareLineFeedInTheBodyIsAnOctetLikeOthers() {
    String mail = vector("dkimpy-mail-relaxed-relaxed");
    int body = mail.indexOf("\r\n\r\n") + 4;
    String changed = mail.substring(0, body) + mail.substring(body).replace("\r\n", "\n");
    assertThat(invalid(changed)).contains("the body was changed");
  }

  @Test
  void aMailWithoutASignatureHasNoFinding() {
    assertThat(verify("From: marta.ruiz@bank.example\r\n\r\nhola\r\n")).isEmpty();
    assertThat(verify("")).isEmpty();
  }

  // ---- several, and name servers

  @Test
  void ofSeveralSignaturesEachIsJudgedForItself() {
    assertThat(verify(vector("two"))).hasSize(2).allMatch(Finding.Valid.class::isInstance);
    String broken = vector("two").replaceFirst("d=other.example", "d=bank.example");
    assertThat(verify(broken))
        .satisfiesExactly(
            one -> assertThat(one).isInstanceOf(Finding.Valid.class),
            other -> assertThat(other).isInstanceOf(Finding.Invalid.class));
  }

  @Test
  void nobodyIsAskedForTheKeyOfAForeignSignature() {
    var findings =
        new DkimVerifier(keys, Clock.fixed(now, ZoneOffset.UTC))
            .verify(PublishedKeys.vector("foreign.eml"), "bank.example"::equals);
    assertThat(findings).containsExactly(new Finding.Foreign("other.example"));
    assertThat(keys.asked).hasValue(0);
  }

  @Test
  void aThousandSignaturesCostAFewQuestions() {
    String mail = vector("key-missing");
    String signature = mail.substring(0, mail.indexOf("From:"));
    signature = signature.substring(0, signature.indexOf("Received:"));
    assertThat(verify(signature.repeat(900) + mail)).hasSizeLessThanOrEqualTo(50);
    assertThat(keys.asked.get()).isLessThanOrEqualTo(5);
  }

  @Test
  void aNameServerThatDoesNotAnswerLeavesItOpen() {
    keys.silent = true;
    assertThat(verify(vector("two"))).allMatch(Finding.Unknown.class::isInstance);
    // what was changed is known without a question
    assertThat(invalid(vector("two") + "x")).contains("the body was changed");
  }
}
