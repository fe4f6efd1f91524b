package org.recado.dkim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.recado.trial.NameServer;
import org.xbill.DNS.Rcode;

/** Questions to a name server over real sockets. */
@Timeout(240)
class DnsTxtRecordsTest {

  private static final String NAME = "s._domainkey.bank.example";

  private final NameServer server = new NameServer();
  private final DnsTxtRecords records =
      new DnsTxtRecords(List.of(server.address()), Duration.ofMillis(800));

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void theStringsOfARecordArePutTogether() throws Exception {
    String text = "v=DKIM1; p=" + "A".repeat(400);
    server.publish(NAME, text);
    assertThat(records.find(NAME)).containsExactly(text);
  }

  @Test
  void aLongAnswerIsFetchedOverTcp() throws Exception {
    String text = "v=DKIM1; p=" + "A".repeat(2_000);
    server.publish(NAME, text);
    assertThat(records.find(NAME)).containsExactly(text);
  }

  @Test
  void anAliasIsFollowed() throws Exception {
    server.alias(NAME, "s._domainkey.cloud.example").publish("s._domainkey.cloud.example", "p=x");
    assertThat(records.find(NAME)).containsExactly("p=x");
  }

  @Test
  void aNameThatIsNotThereHasNoRecords() throws Exception {
    assertThat(records.find("nobody._domainkey.bank.example")).isEmpty();
    assertThat(records.find("a..b")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {Rcode.SERVFAIL, Rcode.REFUSED})
  void aServerThatCannotTellIsNotAnAnswer(int code) {
    server.failWith(code);
    assertThatThrownBy(() -> records.find(NAME)).isInstanceOf(TxtRecords.Unavailable.class);
  }

  @Test
  void aSilentServerIsGivenUpInTime() {
    server.silence(true);
    long begun = System.nanoTime();
    assertThatThrownBy(() -> records.find(NAME)).isInstanceOf(TxtRecords.Unavailable.class);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void anAnswerIsKept() throws Exception {
    server.publish(NAME, "p=x");
    records.find(NAME);
    records.find(NAME);
    assertThat(server.asked()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dns.bank.example", "10.0.0.53:x", "10.0.0.53:70000", "", "300.1.1.1"})
  void aServerIsAnAddress(String text) {
    assertThatThrownBy(() -> DnsTxtRecords.address(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void addressesOfBothKindsAreTaken() {
    assertThat(DnsTxtRecords.address("10.0.0.53").getPort()).isEqualTo(53);
    assertThat(DnsTxtRecords.address("10.0.0.53:5353").getPort()).isEqualTo(5353);
    assertThat(DnsTxtRecords.address("2001:db8::1").getPort()).isEqualTo(53);
    assertThat(DnsTxtRecords.address("[2001:db8::1]:5353").getPort()).isEqualTo(5353);
  }
}
