package org.recado.protection;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import org.recado.message.SmsText;

/** What a client's message says about being written to. */
public enum Wish {
  /** Nothing: an ordinary message. */
  NONE,
  /** Do not write to me. */
  OPT_OUT,
  /** You may write to me again. */
  OPT_IN;

  /**
   * The words of 47 CFR 64.1200(a)(10) and their Spanish kin. They count only as the whole message:
   * a client who writes "quiero darme de baja del seguro" is asking an employee something.
   */
  private static final Set<String> OUT =
      Set.of(
          "stop",
          "stop all",
          "stopall",
          "quit",
          "end",
          "revoke",
          "opt out",
          "optout",
          "cancel",
          "unsubscribe",
          "baja",
          "alto",
          "parar",
          "cancelar",
          "darme de baja",
          "dar de baja",
          "no mas mensajes",
          "no mas sms",
          "no quiero mas mensajes",
          "no quiero recibir mas mensajes",
          "no me escriban",
          "no me escriban mas",
          "no me envien mas mensajes",
          "do not text me",
          "dont text me",
          "stop texting me",
          "no more messages");

  private static final Set<String> IN = Set.of("start", "unstop", "alta", "opt in", "subscribe");

  public static Wish in(SmsText text) {
    String folded =
        Normalizer.normalize(text.value(), Normalizer.Form.NFD)
            .replaceAll("\\p{M}|['’`´]", "")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", " ")
            .strip();
    if (OUT.contains(folded)) {
      return OPT_OUT;
    }
    return IN.contains(folded) ? OPT_IN : NONE;
  }
}
