package org.recado.intake;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.recado.mailout.MailStyle;
import org.recado.mailout.Mailout;
import org.recado.mailout.OutgoingMail;
import org.recado.mailout.QuotaWarning;
import org.recado.message.MessageId;
import org.recado.message.MessageIds;
import org.recado.policy.Paces;
import org.recado.policy.Quotas;

/**
 * Holds new mails against quotas and paces, in the transaction that writes them. A repeated mail
 * never comes here.
 */
public final class Limits {

  private final Quotas quotas;
  private final Paces paces;
  private final Mailout mailout;
  private final MailStyle style;
  private final MessageIds ids;

  public Limits(Quotas quotas, Paces paces, Mailout mailout, MailStyle style, MessageIds ids) {
    this.quotas = quotas;
    this.paces = paces;
    this.mailout = mailout;
    this.style = style;
    this.ids = ids;
  }

  /** Counts the mails; those that are over a limit, each with a sentence for its sender. */
  Map<Submission, String> refuse(List<Submission> mails) {
    var taken = quotas.take(mails.stream().map(Submission::demand).toList());
    var refused = new LinkedHashMap<Submission, String>();
    taken.refused().forEach((place, sentence) -> refused.put(mails.get(place), sentence));
    if (!taken.warnings().isEmpty()) {
      mailout.enqueue(taken.warnings().stream().map(this::mail).toList());
    }
    return refused;
  }

  private OutgoingMail mail(Quotas.Warning warning) {
    var id = ids.next();
    byte[] message =
        new QuotaWarning(
                id,
                warning.to(),
                warning.what(),
                warning.per().toString(),
                warning.used(),
                warning.most(),
                warning.until(),
                id.instant())
            .compose(style);
    return new OutgoingMail(
        OutgoingMail.Kind.QUOTA, Optional.empty(), Optional.empty(), warning.to(), message);
  }

  /** When texts may leave that are above somebody's pace. */
  Map<MessageId, Instant> spread(List<Submission> mails) {
    var later = new HashMap<MessageId, Instant>();
    var moments = paces.spread(mails.stream().map(Submission::demand).toList());
    for (int i = 0; i < mails.size(); i++) {
      var texts = mails.get(i).texts();
      for (int n = 0; n < moments.get(i).size(); n++) {
        later.put(texts.get(n).id(), moments.get(i).get(n));
      }
    }
    return later;
  }
}
