package org.recado.policy;

import java.util.List;
import org.recado.protection.OptOuts;

/** Asks every rule in turn; the first that does not allow decides. */
public final class Policy {

  private final List<Rule> rules;

  public Policy(PolicyProperties properties, OptOuts optOuts) {
    this.rules =
        List.of(
            Policy::senderIsEnabled,
            request -> categoryExists(request, properties),
            request -> clientAgrees(request, properties, optOuts));
  }

  public Verdict judge(Request request) {
    for (var rule : rules) {
      var verdict = rule.judge(request);
      if (!(verdict instanceof Verdict.Allow)) {
        return verdict;
      }
    }
    return new Verdict.Allow();
  }

  private static Verdict senderIsEnabled(Request request) {
    return request.sender().enabled()
        ? new Verdict.Allow()
        : new Verdict.Refuse(
            "sender", "this account is disabled in the directory and may not text clients");
  }

  private static Verdict categoryExists(Request request, PolicyProperties properties) {
    return properties.categories().containsKey(request.category().name())
        ? new Verdict.Allow()
        : new Verdict.Refuse(
            "category", "there is no category " + request.category() + " in the configuration");
  }

  private static Verdict clientAgrees(
      Request request, PolicyProperties properties, OptOuts optOuts) {
    if (properties.of(request.category()).despiteOptOut() || !optOuts.isOut(request.client())) {
      return new Verdict.Allow();
    }
    return new Verdict.Refuse(
        "opt-out",
        "the client asked not to be written to; reach them another way, or ask them to text ALTA");
  }
}
