package org.recado.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.recado.trial.WholeGateway.MARTA;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.recado.archive.record.Archive;
import org.recado.archive.record.RecordId;
import org.recado.lab.smsc.Submission;
import org.recado.smpp.SmppProperties;
import org.recado.trial.Smtp;
import org.recado.trial.WholeGateway;

/** What {@code X-SMS-} headers of a mail come to in the {@code submit_sm} at the SMSC. */
@Timeout(240)
@ExtendWith(WholeGateway.Shared.class)
class HeadersOnTheWireTest {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyMMddHHmmss");

  private final WholeGateway gateway;
  private final String words = "w " + UUID.randomUUID();

  HeadersOnTheWireTest(WholeGateway gateway) {
    this.gateway = gateway;
  }

  @AfterEach
  void goOn() {
    gateway.lab().smsc().release();
  }

  /** The fields of SMPP 3.4 section 4.4.1 up to registered_delivery. */
  private record Fields(
      String source, int priority, String schedule, String validity, int replace, int coding) {

    static Fields of(Submission submission) {
      var octets = HexFormat.of().parseHex(submission.pdu());
      var at = new int[] {16};
      text(octets, at);
      at[0] += 2;
      String source = text(octets, at);
      at[0] += 2;
      text(octets, at);
      at[0] += 2;
      int priority = octets[at[0]++];
      String schedule = text(octets, at);
      String validity = text(octets, at);
      at[0]++;
      int replace = octets[at[0]++];
      return new Fields(source, priority, schedule, validity, replace, octets[at[0]]);
    }

    private static String text(byte[] octets, int[] at) {
      int from = at[0];
      while (octets[at[0]] != 0) {
        at[0]++;
      }
      return new String(octets, from, at[0]++ - from, StandardCharsets.US_ASCII);
    }
  }

  @Test
  void validityIsAnAbsoluteTimeThatLongFromNow() {
    var before = Instant.now();
    send(1, "X-SMS-Validity: 4h\r\n", words);
    assertThat(time(Fields.of(arrived(words)).validity()))
        .isBetween(
            before.plus(4, ChronoUnit.HOURS).minusSeconds(1),
            Instant.now().plus(4, ChronoUnit.HOURS).plusSeconds(1));
  }

  @Test
  void scheduleAndPriorityAndReplaceAndClassAreInThePdu() {
    var at = Instant.now().plus(3, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
    send(
        1,
        "X-SMS-Schedule: "
            + at.atOffset(ZoneOffset.ofHours(2))
            + "\r\nX-SMS-Priority: 2\r\nX-SMS-Replace: yes\r\nX-SMS-Class: 0\r\n",
        words);
    var fields = Fields.of(arrived(words));
    assertThat(time(fields.schedule())).isEqualTo(at);
    assertThat(fields.priority()).isEqualTo(2);
    assertThat(fields.replace()).isEqualTo(1);
    assertThat(fields.coding() & 0x13).as("message class 0").isEqualTo(0x10);
  }

  @Test
  void aMailWithoutHeadersLeavesAllOfItToTheOperator() {
    send(1, "", words);
    assertThat(Fields.of(arrived(words)))
        .extracting(Fields::priority, Fields::schedule, Fields::validity, Fields::replace)
        .containsExactly(0, "", "", 0);
  }

  @Test
  void nothingLeavesBeforeItsTimeAndNothingWaitsForIt() {
    var at = Instant.now().plusSeconds(3).truncatedTo(ChronoUnit.SECONDS);
    send(1, "X-SMS-Not-Before: " + at.atOffset(ZoneOffset.ofHours(1)) + "\r\n", words);
    send(2, "", words + " ya");
    assertThat(arrived(words + " ya").at()).isBefore(at);
    assertThat(arrived(words).at()).isAfterOrEqualTo(at);
  }

  @Test
  void thePoolNamesTheNumbersItIsSentFrom() {
    send(1, "X-SMS-Pool: branches\r\n", words);
    assertThat(Fields.of(arrived(words)).source())
        .isEqualTo(WholeGateway.BRANCH_NUMBER.substring(1));
    send(1, "", words + " banco");
    assertThat(Fields.of(arrived(words + " banco")).source())
        .isNotEqualTo(WholeGateway.BRANCH_NUMBER.substring(1));
  }

  @Test
  void theDueDateIsOnRecordAndADayThatIsOverIsRefused() {
    send(1, "X-SMS-Due-Date: 2099-05-12\r\n", words);
    arrived(words);
    var archive = gateway.context().getBean(Archive.class);
    assertThat(
            gateway
                .query(
                    "SELECT id FROM archive.record WHERE kind = 'accepted' AND recorded_at > now() -"
                        + " interval '1 minute'")
                .stream()
                .map(id -> archive.get(new RecordId(UUID.fromString(id))))
                .filter(record -> record.fact("due-date").equals(Optional.of("2099-05-12"))))
        .hasSize(1);
    assertThat(transaction(1, "X-SMS-Due-Date: 2020-05-12\r\n", words))
        .startsWith("554 5.6.0 X-SMS-Due-Date");
  }

  @Test
  void whatWaitsInTheBulkLaneIsOvertakenByApplicationsAndThoseByPeople() {
    int window = gateway.context().getBean(SmppProperties.class).connections().get(0).window();
    var smsc = gateway.lab().smsc();
    smsc.holdAnswers();
    long before = smsc.submissionCount();
    for (int i = 0; i < window; i++) {
      send(100 + i, "X-SMS-Lane: bulk\r\n", words + " llena");
    }
    smsc.changes().await("a full window", SOON, () -> smsc.submissionCount() >= before + window);
    var order = List.of("bulk", "application", "person");
    for (int i = 0; i < order.size(); i++) {
      send(200 + i, "X-SMS-Lane: " + order.get(i) + "\r\n", words + " " + order.get(i));
    }
    smsc.release();
    var left = new ArrayList<Submission>();
    order.forEach(lane -> left.add(arrived(words + " " + lane)));
    assertThat(
            smsc.submissions().stream()
                .filter(left::contains)
                .map(sms -> sms.text().substring(words.length() + 1)))
        .containsExactly("person", "application", "bulk");
  }

  private Submission arrived(String text) {
    return gateway.lab().smsc().awaitSubmission(sms -> sms.text().equals(text), SOON);
  }

  /** SMPP 3.4 section 7.1.1, absolute, in UTC. */
  private static Instant time(String text) {
    assertThat(text).matches("[0-9]{12}000\\+");
    return LocalDateTime.parse(text.substring(0, 12), TIME).toInstant(ZoneOffset.UTC);
  }

  private void send(int client, String headers, String text) {
    assertThat(transaction(client, headers, text)).startsWith("250 2.0.0");
  }

  private String transaction(int client, String headers, String text) {
    try (var smtp = Smtp.relay(gateway.smtpPort())) {
      smtp.say("MAIL FROM:<" + MARTA + ">");
      smtp.say("RCPT TO:<+3462200%04d@sms.bank.example>".formatted(client));
      smtp.say("DATA");
      smtp.send("From: <" + MARTA + ">\r\n" + headers + "\r\n" + text + "\r\n");
      return smtp.say(".");
    }
  }
}
