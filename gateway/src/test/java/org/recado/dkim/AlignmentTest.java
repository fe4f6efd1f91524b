package org.recado.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlignmentTest {

  @ParameterizedTest
  @CsvSource({
    "bank.es,bank.es,true,true",
    "BANK.es,bank.ES,true,true",
    "mail.bank.es,bank.es,true,false",
    "bank.es,mail.bank.es,true,false",
    "eu.bank.es,mx.bank.es,true,false",
    "bank.com.es,other.com.es,false,false",
    "com.es,bank.com.es,false,false",
    "a.co.uk,b.co.uk,false,false",
    "a.github.io,b.github.io,false,false",
    "notbank.es,bank.es,false,false",
    "bank.es.evil.com,bank.es,false,false",
    "mail.bank.example,bank.example,true,false",
    "one.example,other.example,false,false",
    "xn--caf-dma.es,café.es,true,true",
    "127.0.0.1,127.0.0.2,false,false",
  })
  void aSignerSpeaksForItsOwnOrganization(
      String signer, String author, boolean relaxed, boolean strict) {
    assertThat(Alignment.RELAXED.holds(signer, author)).isEqualTo(relaxed);
    assertThat(Alignment.STRICT.holds(signer, author)).isEqualTo(strict);
    assertThat(Alignment.NONE.holds(signer, author)).isTrue();
  }
}
