package org.recado.mail;

import java.util.List;
import java.util.Objects;
import org.recado.message.SmsText;

/** What a mail turned out to be. */
public sealed interface Reading {

  MailHeaders headers();

  /**
   * A text for a telephone.
   *
   * @param dropped what the mail held besides, in the order it was found
   */
  record Sms(SmsText text, List<Dropped> dropped, MailHeaders headers) implements Reading {
    public Sms {
      Objects.requireNonNull(text);
      dropped = List.copyOf(dropped);
    }
  }

  /** A mail its writer has to change first: answer 5xx with the sentence, or report it. */
  record Refused(Refusal code, List<Dropped> dropped, MailHeaders headers) implements Reading {
    public Refused {
      Objects.requireNonNull(code);
      dropped = List.copyOf(dropped);
    }

    public String sentence() {
      return code.sentence();
    }
  }

  /**
   * A mail no person wrote for this recipient: record it, send nothing, answer nothing.
   *
   * @param sign what gave it away
   */
  record Automatic(String sign, MailHeaders headers) implements Reading {
    public Automatic {
      Objects.requireNonNull(sign);
    }
  }
}
