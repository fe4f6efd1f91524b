package org.recado.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.recado.RecadoApplication;
import org.recado.archive.record.Archive;
import org.recado.archive.record.ArchivedRecord;
import org.recado.archive.record.RecordId;
import org.recado.archive.record.RecordKind;
import org.recado.archive.search.Hit;
import org.recado.archive.search.Page;
import org.recado.archive.search.Query;
import org.recado.archive.search.Search;
import org.recado.directory.DirectorySync;
import org.recado.directory.SyncMode;
import org.recado.lab.Lab;
import org.recado.lab.LabSettings;
import org.recado.lab.bank.LabPostgres;
import org.recado.lab.bank.MailClient;
import org.recado.lab.bank.MailDraft;
import org.recado.lab.smsc.MagicNumber;
import org.recado.message.Direction;
import org.recado.message.Msisdn;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A gateway among the servers of the lab, with a few conversations behind it; one for all tests of
 * a run.
 */
final class Bank implements AutoCloseable {

  /** Starts it before the first test that needs it, and closes it after the last of all. */
  static final class Open implements BeforeAllCallback {

    private static final ExtensionContext.Namespace HERE =
        ExtensionContext.Namespace.create(Bank.class);

    @Override
    public void beforeAll(ExtensionContext context) {
      bank =
          context.getRoot().getStore(HERE).computeIfAbsent("bank", key -> new Bank(), Bank.class);
    }
  }

  static final String HOSTILE =
      "<script>alert('hola')</script> <img src=x onerror=alert(1)> & \"comillas\" ${7919*7907} [[${7919*7907}]]";

  static final int MANY = 30;

  private static final Duration SOON = Duration.ofSeconds(60);

  @SuppressWarnings("NullAway.Init") // set by the extension, before any test
  private static Bank bank;

  final Lab lab;
  private final ConfigurableApplicationContext gateway;

  private Bank() {
    lab = Lab.start(LabSettings.test());
    gateway =
        RecadoApplication.application()
            .run(
                lab.gatewayProperties().entrySet().stream()
                    .map(property -> "--" + property.getKey() + "=" + property.getValue())
                    .toArray(String[]::new));
    lab.smsc().awaitBound(1, SOON);
    talk();
  }

  static Bank bank() {
    return bank;
  }

  /** What the tests find: both ways, delivered and not, hostile, and many. */
  private void talk() {
    send("marta.ruiz", "+34600111222", "Cita", "Su préstamo está aprobado. Pase por la oficina");
    send("javier.sanz", "+34611222333", "Aviso", HOSTILE);
    send("marta.ruiz", MagicNumber.UNDELIVERABLE.number().e164(), "Cita", "No llegará nunca");
    for (int i = 0; i < MANY; i++) {
      send("inigo.arana", "+3461100%04d".formatted(i), "Aviso", "Recordatorio número " + i);
    }
    await().atMost(SOON).until(() -> !lab.smsc().handset(ANA).received().isEmpty());
    var unused = lab.smsc().handset(ANA).reply("¿Mañana a las diez? Tengo otra pregunta");
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () ->
                find(Query.ALL.withStatus("DELIVERED")).size() == MANY + 2
                    && find(Query.ALL.withStatus("UNDELIVERABLE")).size() == 1
                    && find(Query.ALL.withDirection(Direction.MO)).size() == 1);
  }

  static final Msisdn ANA = Msisdn.of("+34600111222");

  void send(String login, String number, String subject, String text) {
    var draft =
        MailDraft.of(lab.directory().account(login), number + "@" + Lab.SMS_DOMAIN, subject, text)
            .fromTrustedRelay(Lab.RELAY_ADDRESS);
    var outcome = lab.mailClient().send(draft);
    if (!(outcome instanceof MailClient.Accepted)) {
      throw new IllegalStateException("the gateway does not take the mail: " + outcome.reply());
    }
  }

  List<Hit> find(Query query) {
    return bean(Search.class).find(query, Page.first(1000));
  }

  Hit only(Query query) {
    return find(query).get(0);
  }

  /** Every record of this kind, the oldest first. */
  List<ArchivedRecord> records(RecordKind kind) {
    var archive = bean(Archive.class);
    return bean(JdbcTemplate.class)
        .queryForList(
            "select id from archive.record where kind = ? order by id", UUID.class, kind.wireName())
        .stream()
        .map(id -> archive.get(new RecordId(id)))
        .toList();
  }

  ArchivedRecord last(RecordKind kind) {
    var records = records(kind);
    return records.get(records.size() - 1);
  }

  /** What the gateway itself may not do. */
  void asOwner(String sql) {
    try (var connection = lab.postgres().superuser(LabPostgres.DATABASE);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads the directory now, as the next run would. */
  void readDirectory() {
    var sync = bean(DirectorySync.class);
    var unused = sync.run(sync.sources().get(0), SyncMode.APPLY);
  }

  <T> T bean(Class<T> type) {
    return gateway.getBean(type);
  }

  String url() {
    return "http://127.0.0.1:" + port();
  }

  int port() {
    return lab.settings().gateway().console();
  }

  Visit visit() {
    return new Visit(url());
  }

  /** Signed in with the password the lab gives each account. */
  Visit visitAs(String login) {
    var visit = visit();
    var answer = visit.signIn(login, lab.directory().account(login).password());
    assertThat(Visit.location(answer)).as("%s signs in", login).doesNotStartWith("/login");
    return visit;
  }

  @Override
  public void close() {
    gateway.close();
    lab.close();
  }
}
