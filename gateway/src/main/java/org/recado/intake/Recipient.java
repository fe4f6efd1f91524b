package org.recado.intake;

import java.util.Objects;
import org.recado.message.Msisdn;

/** Whom the part before {@code @} of a recipient means. */
public sealed interface Recipient {

  /** A number that short messages go to. */
  @SuppressWarnings("JavaLangClash") // always written Recipient.Number
  record Number(Msisdn msisdn) implements Recipient {
    public Number {
      Objects.requireNonNull(msisdn);
    }
  }

  /** A name, for the directory to resolve: {@code ana.cliente}. */
  record Name(String name) implements Recipient {
    public Name {
      Objects.requireNonNull(name);
    }
  }

  /**
   * A number that no short message can go to.
   *
   * @param sentence for the sender: what is wrong and how to mend it; ASCII, without the number
   */
  record Unusable(String sentence) implements Recipient {
    public Unusable {
      Objects.requireNonNull(sentence);
    }
  }
}
