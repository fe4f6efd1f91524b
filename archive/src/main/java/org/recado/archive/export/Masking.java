package org.recado.archive.export;

import java.util.Optional;
import org.recado.message.Msisdn;

/** Whether who reads the export may know the clients' numbers and all else, or only the texts. */
enum Masking {
  FULL,
  MASKED;

  Optional<String> number(Optional<String> number) {
    return this == FULL ? number : number.map(Masking::masked);
  }

  private static String masked(String number) {
    try {
      return Msisdn.of(number).masked().replace('•', 'x');
    } catch (IllegalArgumentException e) {
      return "x"; // a short code or a name
    }
  }
}
