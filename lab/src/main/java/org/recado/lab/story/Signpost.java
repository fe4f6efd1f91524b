package org.recado.lab.story;

import java.util.ArrayList;
import java.util.List;
import org.recado.lab.GatewayPorts;
import org.recado.lab.Lab;
import org.recado.lab.bank.Account;
import org.recado.lab.bank.LabDirectory;
import org.recado.lab.bank.LabPostgres;
import org.recado.lab.smsc.SmscSettings;

/** Where everything is, and how to go on by oneself. */
final class Signpost {

  private final Lab lab;
  private final Narrator narrator;

  Signpost(Lab lab, Narrator narrator) {
    this.lab = lab;
    this.narrator = narrator;
  }

  void show() {
    GatewayPorts gateway = lab.settings().gateway();
    narrator.title("Where things are");
    table(
        List.of(
            List.of("Lab page", lab.pageUrl(), "phones, mailboxes and a composer: start here"),
            List.of("Console", lab.consoleUrl(), "sign in as one of the people below"),
            List.of("SMTP", "127.0.0.1:" + gateway.smtp(), "STARTTLS, then AUTH"),
            List.of("SMTPS", "127.0.0.1:" + gateway.smtps(), "TLS from the start"),
            List.of(
                "SMSC",
                "127.0.0.1:" + lab.smsc().port(),
                SmscSettings.SYSTEM_ID + " / " + SmscSettings.PASSWORD),
            List.of(
                "LDAP",
                lab.directory().url(),
                LabDirectory.BIND_DN + " / " + LabDirectory.BIND_PASSWORD),
            List.of(
                "Bank mail", "127.0.0.1:" + lab.mail().smtpPort(), "SMTP, for the gateway's mails"),
            List.of("Bank IMAP", "127.0.0.1:" + lab.mail().imapPort(), "sign in as below"),
            List.of(
                "PostgreSQL",
                lab.postgres().jdbcUrl(),
                LabPostgres.USER + " / " + LabPostgres.PASSWORD),
            List.of(
                "Authority",
                lab.certificates().authority().toString(),
                "for mail clients to trust")));

    narrator.title("Who can sign in");
    var people = new ArrayList<List<String>>();
    for (Account account : lab.directory().accounts()) {
      people.add(
          List.of(
              account.login(),
              account.password(),
              account.role() + (account.enabled() ? "" : " (may not sign in any more)")));
    }
    table(people);

    Account marta = lab.directory().account("marta.ruiz");
    narrator.title("Try it yourself");
    narrator.say("Open " + lab.pageUrl() + " or, from a shell:");
    narrator.say("");
    narrator.say(
        "  swaks --server 127.0.0.1:%d -tls --auth PLAIN --auth-user %s --auth-password %s \\"
            .formatted(gateway.smtp(), marta.login(), marta.password()));
    narrator.say(
        "        --from %s --to +34600111222@%s --header 'Subject: Cita' --body 'Hola Ana'"
            .formatted(marta.mail(), Lab.SMS_DOMAIN));
    narrator.say("");
  }

  private void table(List<List<String>> rows) {
    for (List<String> row : rows) {
      narrator.say(
          "  "
              + padded(row.get(0), width(rows, 0))
              + padded(row.get(1), width(rows, 1))
              + row.get(2));
    }
  }

  private static int width(List<List<String>> rows, int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0) + 2;
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(width - text.length());
  }
}
