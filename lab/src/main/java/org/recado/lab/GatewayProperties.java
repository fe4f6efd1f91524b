package org.recado.lab;

import java.util.LinkedHashMap;
import java.util.Map;
import org.recado.lab.bank.LabDirectory;
import org.recado.lab.bank.LabMailServer;
import org.recado.lab.bank.LabPostgres;
import org.recado.lab.smsc.SmscSettings;

/** The configuration of a gateway that works for the bank of the lab. */
final class GatewayProperties {

  private final Lab lab;

  GatewayProperties(Lab lab) {
    this.lab = lab;
  }

  Map<String, String> all() {
    var all = new LinkedHashMap<String, String>();
    GatewayPorts gateway = lab.settings().gateway();
    String host = lab.settings().host();
    all.put("server.address", "127.0.0.1");
    all.put("server.port", Integer.toString(gateway.console()));
    all.put("spring.datasource.url", lab.postgres().jdbcUrl());
    all.put("spring.datasource.username", LabPostgres.USER);
    all.put("spring.datasource.password", LabPostgres.PASSWORD);
    all.put("recado.smtp.domain", Lab.SMS_DOMAIN);
    all.put("recado.smtp.bind", "127.0.0.1");
    all.put("recado.smtp.port", Integer.toString(gateway.smtp()));
    all.put("recado.smtp.tls-port", Integer.toString(gateway.smtps()));
    all.put("recado.smtp.certificate", lab.certificates().serverCertificate().toString());
    all.put("recado.smtp.private-key", lab.certificates().serverKey().toString());
    all.put("recado.smtp.relays[0].name", "back-office");
    all.put("recado.smtp.relays[0].addresses[0]", Lab.RELAY_ADDRESS);
    all.put("recado.numbering.pools[0].name", "bank");
    all.put("recado.numbering.pools[0].connection", "lab");
    all.put("recado.numbering.pools[0].desk", "desk@" + LabMailServer.DOMAIN);
    for (int i = 0; i < Lab.LONG_NUMBERS.size(); i++) {
      all.put("recado.numbering.pools[0].numbers[" + i + "]", Lab.LONG_NUMBERS.get(i).e164());
    }
    all.put("recado.policy.categories.reminder.lane", "bulk");
    all.put("recado.policy.categories.notice.lane", "application");
    all.put("recado.policy.categories.notice.despite-opt-out", "true");
    all.put("recado.archive.key-file", lab.keys().resolve("archive.key").toString());
    all.put("recado.archive.signing-key-file", lab.keys().resolve("checkpoint.key").toString());
    all.put("recado.archive.origin", "bank.example/recado");
    all.put("recado.smpp.connections[0].name", "lab");
    all.put("recado.smpp.connections[0].host", host);
    all.put("recado.smpp.connections[0].port", Integer.toString(lab.smsc().port()));
    all.put("recado.smpp.connections[0].system-id", SmscSettings.SYSTEM_ID);
    all.put("recado.smpp.connections[0].password", SmscSettings.PASSWORD);
    directory(all);
    all.put("recado.mailout.host", host);
    all.put("recado.mailout.port", Integer.toString(lab.mail().smtpPort()));
    return all;
  }

  private void directory(Map<String, String> all) {
    String source = "recado.directory.sources[0].";
    all.put(source + "name", "bank");
    all.put(source + "type", "OPENLDAP");
    all.put(source + "urls[0]", lab.directory().url());
    all.put(source + "base", LabDirectory.BASE);
    all.put(source + "bind-dn", LabDirectory.BIND_DN);
    all.put(source + "bind-password", LabDirectory.BIND_PASSWORD);
    all.put(source + "people.base", LabDirectory.PEOPLE);
    all.put(source + "groups.base", LabDirectory.GROUPS);
    all.put(source + "contacts.base", LabDirectory.CONTACTS);
    all.put(source + "contacts.filter", "(objectClass=inetOrgPerson)");
    all.put(source + "region", "ES");
  }
}
