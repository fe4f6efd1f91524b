package org.recado.mail;

import java.util.Arrays;
import java.util.Random;

/** What happens to mail on its way, and what attackers do to it. */
final class Damage {

  private Damage() {}

  static byte[] to(byte[] mail, byte[] other, Random random) {
    if (mail.length < 2 || other.length < 2) {
      return mail;
    }
    return switch (random.nextInt(4)) {
      case 0 -> flipped(mail, random);
      case 1 -> Arrays.copyOf(mail, random.nextInt(mail.length));
      case 2 -> spliced(mail, other, random);
      default -> spliced(mail, mail, random);
    };
  }

  private static byte[] flipped(byte[] mail, Random random) {
    byte[] damaged = mail.clone();
    for (int i = 0; i < 1 + mail.length / 200; i++) {
      damaged[random.nextInt(mail.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return damaged;
  }

  private static byte[] spliced(byte[] mail, byte[] other, Random random) {
    int head = random.nextInt(mail.length);
    int tail = random.nextInt(other.length);
    byte[] joined = Arrays.copyOf(mail, head + other.length - tail);
    System.arraycopy(other, tail, joined, head, other.length - tail);
    return joined;
  }
}
