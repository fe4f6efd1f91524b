package org.recado.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.recado.lab.Lab;
import org.recado.lab.LabSettings;
import org.recado.lab.bank.LabPostgres;
import org.recado.trial.Smtp;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands of the packaged jar, as operators and scripts run them: output and exit status. */
@SuppressWarnings("try") // a process counts by running, not by being spoken to
class CommandsIT {

  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir static Path folder;

  /** By the kind of the record to change; each in another table. */
  private static final Map<String, String> ONE_BYTE =
      Map.of(
          "received",
          "UPDATE archive.content SET sealed = set_byte(sealed, 30, get_byte(sealed, 30) # 1) WHERE record_id = ?::uuid",
          "submitted",
          "UPDATE archive.record SET metadata = overlay(metadata PLACING '#' FROM 20 FOR 1) WHERE id = ?::uuid",
          "receipt",
          "UPDATE archive.ledger_leaf SET leaf_hash = set_byte(leaf_hash, 0, get_byte(leaf_hash, 0) # 1) WHERE record_id = ?::uuid");

  private static Lab lab;
  private static Map<String, String> properties;

  @BeforeAll
  static void leaveAMessageOnTheRecord() throws Exception {
    lab = Lab.start(LabSettings.test());
    properties = new LinkedHashMap<>(lab.gatewayProperties());
    try (var gateway = GatewayProcess.start(properties, folder);
        var smtp = Smtp.relay(Integer.parseInt(properties.get("recado.smtp.port")))) {
      smtp.mail("marta.ruiz@bank.example", "", "+34611000001@sms.bank.example", "hola");
      // received, submitted and its receipt have their place in the tree
      await()
          .atMost(SOON)
          .until(
              () ->
                  query("SELECT count(*) FROM archive.ledger_leaf") >= 3
                      && query("SELECT count(*) FROM archive.ledger_pending") == 0);
    }
  }

  @AfterAll
  static void stopTheBank() {
    lab.close();
  }

  @Test
  void explainAnswersOneJsonObjectForEachInput() throws Exception {
    JsonNode sms = explain("\"hola\"\n\"\u4f60\u597d\"\n", "sms");
    assertThat(sms.get(0).toString())
        .isEqualTo(
            "{\"encoding\":\"GSM-7\",\"segments\":1,\"units\":[4],\"parts\":[\"686f6c61\"]}");
    assertThat(sms.get(1).toString())
        .isEqualTo(
            "{\"encoding\":\"UCS-2\",\"segments\":1,\"units\":[2],\"parts\":[\"4f60597d\"]}");

    String text =
        "id:17 sub:001 dlvrd:001 submit date:2611211200 done date:2611211201 stat:DELIVRD err:000";
    var hex = new StringBuilder();
    text.chars().forEach(c -> hex.append("%02x".formatted(c)));
    JsonNode receipt =
        explain(
            "{\"short_message_hex\":\""
                + hex
                + "\",\"data_coding\":0,\"esm_class\":4,\"tlvs\":{}}\n",
            "receipt");
    assertThat(receipt.get(0).propertyNames())
        .containsExactly("receipt", "id", "state", "err", "submitted", "done");
    assertThat(receipt.get(0).get("state").asString()).isEqualTo("DELIVRD");

    JsonNode pdu = explain("0000001000000015000000000000002a\nzz\n", "pdu");
    assertThat(pdu.get(0).toString()).contains("enquire_link");
    assertThat(pdu.get(1).propertyNames()).containsExactly("error");

    JsonNode number = explain("600 11 12 22\n12\n", "number", "--region", "ES");
    assertThat(number.get(0).toString())
        .isEqualTo("{\"e164\":\"+34600111222\",\"type\":\"MOBILE\"}");
    assertThat(number.get(1).propertyNames()).containsExactly("error");

    Path mail =
        Files.writeString(folder.resolve("hola.eml"), "From: a@bank.example\r\n\r\nHola\r\n");
    assertThat(explain("", "mail", mail.toString()).get(0).propertyNames())
        .containsExactly("file", "outcome", "text", "encoding", "segments", "dropped");
  }

  @Test
  void explainRecipientAsksTheDirectorysSnapshotAsTheGatewayDoes() throws Exception {
    JsonNode recipient = explain("+34600111222@sms.bank.example\n", "recipient");
    assertThat(recipient.get(0).toString()).isEqualTo("{\"e164\":\"+34600111222\"}");
    JsonNode nobody = explain("nobody.at.all@sms.bank.example\n", "recipient");
    assertThat(nobody.get(0).has("error")).isTrue();
  }

  @Test
  void directorySyncShowsWhatWouldChange() {
    var result = run("directory", "sync", "--dry-run");
    assertThat(result.status()).as(result.output()).isZero();
    assertThat(result.output()).contains("bank");
  }

  @Test
  void whatIsNotACommandEndsWithTheUsageAndStatusTwo() {
    assertThat(run("archve", "verify"))
        .satisfies(result -> assertThat(result.status()).isEqualTo(2))
        .satisfies(result -> assertThat(result.output()).startsWith("usage:"));
    assertThat(run("help").status()).isZero();
  }

  @Test
  void verifyFindsNothingUntilOneByteOfARecordIsChangedAndThenNamesTheRecord() throws Exception {
    // as psql prints it, with a line feed of its own
    Path published = Files.writeString(folder.resolve("yesterday.txt"), newestCheckpoint() + "\n");
    var untouched = run("archive", "verify", "--published-checkpoint", published.toString());
    assertThat(untouched.status()).as(untouched.output()).isZero();

    String copy = "tampered";
    var damaged = new LinkedHashMap<>(properties);
    damaged.put("spring.datasource.url", lab.postgres().createDatabase(copy, LabPostgres.DATABASE));
    var records = new ArrayList<String>();
    for (var change : ONE_BYTE.entrySet()) {
      records.add(tamper(copy, change.getKey(), change.getValue()));
    }
    var result = GatewayProcess.run(damaged, folder, "archive", "verify");
    assertThat(result.status()).as(result.output()).isEqualTo(1);
    assertThat(result.output()).contains(records);
  }

  /** Changes a byte that belongs to the record of this kind, and says which one that is. */
  private static String tamper(String database, String kind, String change) throws SQLException {
    try (var connection = lab.postgres().superuser(database);
        var rows =
            connection
                .createStatement()
                .executeQuery(
                    "SELECT id::text FROM archive.record WHERE kind = '" + kind + "' LIMIT 1");
        var update = connection.prepareStatement(change)) {
      assertThat(rows.next()).as(kind).isTrue();
      String record = rows.getString(1);
      update.setString(1, record);
      assertThat(update.executeUpdate()).isOne();
      return record;
    }
  }

  private static String newestCheckpoint() throws SQLException {
    try (var connection = lab.postgres().superuser(LabPostgres.DATABASE);
        var rows =
            connection
                .createStatement()
                .executeQuery(
                    "SELECT note FROM archive.checkpoint ORDER BY tree_size DESC LIMIT 1")) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static GatewayProcess.Result run(String... arguments) {
    return GatewayProcess.run(properties, folder, arguments);
  }

  /** One JSON array of what it answered, line by line. */
  private static JsonNode explain(String input, String... arguments) {
    var words = new String[arguments.length + 2];
    words[0] = "explain";
    System.arraycopy(arguments, 0, words, 1, arguments.length);
    words[words.length - 1] = "--json";
    var output = GatewayProcess.run(input, properties, folder, words).output();
    return JsonMapper.shared().readTree("[" + String.join(",", output.lines().toList()) + "]");
  }

  private static long query(String sql) throws SQLException {
    try (var connection = lab.postgres().superuser(LabPostgres.DATABASE);
        var rows = connection.createStatement().executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
