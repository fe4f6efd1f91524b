package org.recado.assembly;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.recado.directory.PostgresDirectory;
import org.recado.directory.SourceSettings;
import org.recado.intake.ExplainNumber;
import org.recado.intake.ExplainRecipient;
import org.recado.mail.ExplainMail;
import org.recado.mail.MailProperties;
import org.recado.mail.SegmentCounter;
import org.recado.policy.PolicyProperties;
import org.recado.receipt.ExplainReceipt;
import org.recado.smpp.ExplainPdu;
import org.recado.smpp.ExplainSms;
import org.recado.smpp.SmsEncoder;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * {@code explain …}: what Recado makes of a thing. Text for people, one JSON object an input with
 * {@code --json}.
 */
final class Explain {

  private static final String USAGE =
      """
      usage: explain mail FILE|FOLDER…           what text a mail becomes, and what was left out
             explain sms                         stdin: one JSON string a line
             explain receipt                     stdin: one JSON object a line, with short_message_hex… or pdu
             explain pdu                         stdin: one PDU in hex a line
             explain number [--region ES]        stdin: one number a line, as typed
             explain recipient [--region ES]     stdin: one mail address a line; asks the directory's snapshot
      With --json each answers one JSON object for each input.\
      """;

  private static final int COULD_NOT_RUN = 2;

  private Explain() {}

  /**
   * @param words what follows {@code explain}
   * @return the exit status
   */
  static int run(List<String> words, InputStream in, PrintStream out, PrintStream err) {
    String what = words.isEmpty() ? "" : words.get(0);
    var rest = words.isEmpty() ? words : words.subList(1, words.size());
    boolean json = rest.contains("--json");
    var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    var writer = new PrintWriter(out, false, StandardCharsets.UTF_8);
    try {
      return switch (what) {
        case "mail" -> new ExplainMail(mail(), costs()).run(rest, in, out, err);
        case "number" -> new ExplainNumber().run(rest, in, out, err);
        case "sms", "receipt", "pdu" -> {
          if (!rest.stream().allMatch("--json"::equals)) {
            yield usage(err);
          }
          yield switch (what) {
            case "sms" -> ExplainSms.run(lines, writer, json);
            case "receipt" -> ExplainReceipt.run(lines, writer, json);
            default -> ExplainPdu.run(lines, writer, json);
          };
        }
        case "recipient" -> {
          var options = rest.stream().filter(word -> !word.equals("--json")).toList();
          boolean region = options.size() == 2 && options.get(0).equals("--region");
          yield options.isEmpty() || region
              ? recipient(options).run(lines, writer, json)
              : usage(err);
        }
        default -> usage(err);
      };
    } catch (IOException e) {
      err.println("the input cannot be read: " + e.getMessage());
      return COULD_NOT_RUN;
    }
  }

  private static int usage(PrintStream err) {
    err.println(USAGE);
    return COULD_NOT_RUN;
  }

  /**
   * Only this one asks the database.
   *
   * @param region {@code --region} and its value, or nothing
   */
  private static ExplainRecipient recipient(List<String> region) {
    var environment = Commands.environment();
    var sources =
        Commands.bind(environment, "recado.directory", DirectoryProperties.class).sources();
    var policy = Commands.bind(environment, "recado.policy", PolicyProperties.class);
    return new ExplainRecipient(
        new PostgresDirectory(
            JdbcClient.create(DatabaseSettings.of(environment).asGateway()),
            sources.stream().map(SourceSettings::name).toList()),
        region.isEmpty() ? policy.region() : region.get(1).toUpperCase(Locale.ROOT),
        policy);
  }

  /** As configured, where there is a configuration. */
  private static MailProperties mail() {
    return Commands.bind(Commands.environment(), "recado.mail", MailProperties.class);
  }

  private static SegmentCounter costs() {
    return text -> {
      var encoded = SmsEncoder.encode(text);
      return new SegmentCounter.Cost(encoded.encoding().toString(), encoded.segments().size());
    };
  }
}
