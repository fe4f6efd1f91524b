package org.recado.intake;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import org.recado.directory.Directory;
import org.recado.message.MailAddress;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code explain recipient}: what RCPT would answer, from the directory's snapshot. */
public final class ExplainRecipient {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final Directory directory;
  private final String region;

  /**
   * @param region ISO 3166-1 alpha-2, for numbers without a country code
   */
  public ExplainRecipient(Directory directory, String region) {
    this.directory = directory;
    this.region = region;
  }

  /**
   * @param in one mail address a line
   * @param json {@code {"e164"}}, {@code {"people":[…]}} or {@code {"error"}} a line instead of
   *     text for people
   * @return the exit status: 0, or 1 when some address could not be texted
   */
  public int run(BufferedReader in, PrintWriter out, boolean json) throws IOException {
    int status = 0;
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      var answer = JSON.createObjectNode();
      explain(line.strip(), answer);
      if (!answer.has("e164")) {
        status = 1;
      }
      out.println(json ? answer.toString() : line.strip() + ": " + text(answer));
    }
    out.flush();
    return status;
  }

  private void explain(String typed, ObjectNode answer) {
    String localPart;
    try {
      localPart = typed.indexOf('@') < 0 ? typed : MailAddress.of(typed).localPart();
    } catch (IllegalArgumentException e) {
      answer.put("error", e.getMessage());
      return;
    }
    var recipient = RecipientParser.parse(localPart, region);
    if (recipient instanceof Recipient.Number number) {
      answer.put("e164", number.msisdn().e164());
    } else if (recipient instanceof Recipient.Unusable unusable) {
      answer.put("error", unusable.sentence());
    } else if (recipient instanceof Recipient.Name name) {
      var contacts = directory.resolve(name.name());
      if (contacts.size() == 1) {
        answer.put("e164", contacts.get(0).number().e164());
      } else if (contacts.isEmpty()) {
        answer.put("error", "nobody in the directory is called so");
      }
      var people = answer.putArray("people");
      contacts.forEach(contact -> people.add(contact.name()));
    }
  }

  private static String text(ObjectNode answer) {
    if (answer.has("error")) {
      return answer.get("error").asString();
    }
    return answer.has("e164")
        ? answer.get("e164").asString()
        : "more than one is called so: " + answer.get("people");
  }
}
