package org.recado.lab.simulation;

import java.util.SplittableRandom;

/** What people write: a mark by which it is known, then words, in one line. */
final class Words {

  private static final String[] SOME =
      ("mañana cita oficina cuota recibo gracias viernes llamada contrato firma tarjeta saldo vale"
              + " perfecto martes once mediodía pago plazo enero duda cuenta hipoteca seguro luego"
              + " tarde espera copia documento correo aviso señal billete alta notaría")
          .split(" ");

  private final SplittableRandom random;

  Words(SplittableRandom random) {
    this.random = random;
  }

  /** One segment mostly; two or three, or with an emoji, now and then. */
  String after(String mark) {
    int chance = random.nextInt(100);
    int length = chance < 80 ? 20 + random.nextInt(90) : 170 + random.nextInt(170);
    var text = new StringBuilder(mark);
    while (text.length() < length) {
      text.append(' ').append(SOME[random.nextInt(SOME.length)]);
    }
    return chance % 20 == 7
        ? text.substring(0, Math.min(text.length(), 150)) + " 👍"
        : text.toString();
  }
}
