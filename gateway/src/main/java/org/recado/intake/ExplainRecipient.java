package org.recado.intake;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import org.recado.directory.Directory;
import org.recado.message.MailAddress;
import org.recado.message.Msisdn;
import org.recado.policy.PolicyProperties;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code explain recipient}: what RCPT would answer, from the directory's snapshot. */
public final class ExplainRecipient {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final Directory directory;
  private final String region;
  private final PolicyProperties policy;

  /**
   * @param region ISO 3166-1 alpha-2, for numbers without a country code
   * @param policy which countries and ranges may be texted
   */
  public ExplainRecipient(Directory directory, String region, PolicyProperties policy) {
    this.directory = directory;
    this.region = region;
    this.policy = policy;
  }

  /**
   * @param in one mail address a line
   * @param json {@code {"e164"}}, {@code {"list","people":[…]}}, {@code {"people":[…]}} or {@code
   *     {"error"}} a line instead of text for people
   * @return the exit status: 0, or 1 when some address could not be texted
   */
  public int run(BufferedReader in, PrintWriter out, boolean json) throws IOException {
    int status = 0;
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      var answer = JSON.createObjectNode();
      explain(line.strip(), answer);
      if (!answer.has("e164") && !answer.has("list")) {
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
      String address = RecipientParser.address(typed);
      localPart = address.indexOf('@') < 0 ? address : MailAddress.of(address).localPart();
    } catch (IllegalArgumentException e) {
      answer.put("error", e.getMessage());
      return;
    }
    var parsed = RecipientParser.read(localPart, region);
    var options = ApplicationHeaders.parse(parsed.options());
    var recipient = parsed.recipient();
    if (options.headers().isEmpty()) {
      answer.put("error", options.problem());
      return;
    }
    if (recipient instanceof Recipient.Number number) {
      resolved(number.msisdn(), answer);
    } else if (recipient instanceof Recipient.Unusable unusable) {
      answer.put("error", unusable.sentence());
    } else if (recipient instanceof Recipient.Name name) {
      var contacts = directory.resolve(name.name());
      if (contacts.size() == 1) {
        resolved(contacts.get(0).number(), answer);
      } else if (contacts.isEmpty()) {
        var lists = directory.lists(name.name());
        if (lists.size() == 1) {
          answer.put("list", lists.get(0).name());
          contacts = lists.get(0).contacts();
        } else {
          answer.put(
              "error",
              lists.isEmpty()
                  ? "nobody in the directory is called so"
                  : "more than one list is called so");
        }
      }
      var people = answer.putArray("people");
      contacts.forEach(contact -> people.add(contact.name()));
    }
  }

  private void resolved(Msisdn number, ObjectNode answer) {
    NumberPolicy.problem(number, policy)
        .ifPresentOrElse(
            problem -> answer.put("error", problem), () -> answer.put("e164", number.e164()));
  }

  private static String text(ObjectNode answer) {
    if (answer.has("error")) {
      return answer.get("error").asString();
    }
    if (answer.has("list")) {
      return "the list " + answer.get("list").asString() + ": " + answer.get("people");
    }
    return answer.has("e164")
        ? answer.get("e164").asString()
        : "more than one is called so: " + answer.get("people");
  }
}
