package org.recado.archive.export;

import java.util.ArrayList;
import java.util.List;
import org.recado.archive.search.Hit;

/** One message a line (RFC 4180), for spreadsheets. */
final class Csv {

  static final String HEADER =
      "message,at_utc,direction,client,number,mailbox,person,team,category,status,reference,"
          + "conversation,submission,text\r\n";

  private Csv() {}

  static String line(Hit hit, Masking masking) {
    List<String> fields = new ArrayList<>();
    fields.add(hit.message().toString());
    fields.add(hit.at().toString());
    fields.add(hit.direction().name());
    fields.add(masking.number(hit.client()).orElse(""));
    fields.add(hit.number().orElse(""));
    fields.add(hit.mailbox().orElse(""));
    fields.add(hit.person().orElse(""));
    fields.add(hit.team().orElse(""));
    fields.add(hit.category().orElse(""));
    fields.add(hit.status().orElse(""));
    fields.add(hit.reference().orElse(""));
    fields.add(hit.conversation().orElse(""));
    fields.add(hit.submission().orElse(""));
    fields.add(hit.text());
    return String.join(",", fields.stream().map(Csv::field).toList()) + "\r\n";
  }

  /**
   * A leading =, + (but of a number), -, @ or tab would be a formula to a spreadsheet: an
   * apostrophe goes before it.
   */
  private static String field(String text) {
    boolean formula =
        !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 && !text.matches("\\+[0-9x]+");
    String safe = formula ? "'" + text : text;
    return safe.chars().anyMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r')
        ? '"' + safe.replace("\"", "\"\"") + '"'
        : safe;
  }
}
