package org.recado.assembly;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.recado.directory.PostgresDirectory;
import org.recado.directory.SourceSettings;
import org.recado.intake.ExplainNumber;
import org.recado.intake.ExplainRecipient;
import org.recado.mail.ExplainMail;
import org.recado.mail.MailReader;
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
      With --json each answers one JSON object for each input.""";

  private Explain() {}

  static int run(String[] args, InputStream in, PrintStream out, PrintStream err) {
    if (args.length == 0) {
      err.println(USAGE);
      return 2;
    }
    boolean json = Arrays.asList(args).contains("--json");
    var rest = new ArrayList<>(Arrays.asList(args).subList(1, args.length));
    var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    var writer = new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), false);
    try {
      return switch (args[0]) {
        case "mail" -> new ExplainMail(new MailReader(), costs()).run(rest, in, out, err);
        case "sms" -> flushed(writer, ExplainSms.run(lines, writer, json));
        case "receipt" -> flushed(writer, ExplainReceipt.run(lines, writer, json));
        case "pdu" -> flushed(writer, ExplainPdu.run(lines, writer, json));
        case "number" -> new ExplainNumber().run(rest, in, out, err);
        case "recipient" -> flushed(writer, recipient(rest).run(lines, writer, json));
        default -> {
          err.println(USAGE);
          yield 2;
        }
      };
    } catch (IOException e) {
      err.println("the input cannot be read: " + e.getMessage());
      return 2;
    }
  }

  /** Only this one asks the database. */
  private static ExplainRecipient recipient(List<String> arguments) {
    var environment = Commands.environment();
    int at = arguments.indexOf("--region");
    String region =
        at >= 0 && at + 1 < arguments.size()
            ? arguments.get(at + 1).toUpperCase(Locale.ROOT)
            : Commands.bind(environment, "recado.policy", PolicyProperties.class).region();
    var sources =
        Commands.bind(environment, "recado.directory", DirectoryProperties.class).sources();
    return new ExplainRecipient(
        new PostgresDirectory(
            JdbcClient.create(Commands.dataSource(environment)),
            sources.stream().map(SourceSettings::name).toList()),
        region);
  }

  private static SegmentCounter costs() {
    return text -> {
      var encoded = SmsEncoder.encode(text);
      return new SegmentCounter.Cost(encoded.encoding().toString(), encoded.segments().size());
    };
  }

  private static int flushed(PrintWriter writer, int status) {
    writer.flush();
    return status;
  }
}
