package org.recado.archive.bench;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Random;

/**
 * Messages as a Spanish bank with some English-speaking clients writes them, the same at each run:
 * turns of phrase that come again and again, and words of which the second is half as frequent as
 * the first, the third a third, down to the 50,000th (Zipf's law).
 */
final class Corpus {

  static final int WORDS = 50_000;
  static final int PEOPLE = 5_000;
  static final int TEAMS = 50;

  private static final double LOG_WORDS = Math.log(WORDS);

  private static final String[] SPANISH =
      ("de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le ha"
              + " me si sin sobre este ya entre cuando todo esta ser son dos también fue había era muy"
              + " años hasta desde está mi porque qué sólo han yo hay vez puede todos así nos ni parte"
              + " tiene él uno donde bien tiempo mismo ese ahora cada vida otro después te otros aunque"
              + " esa eso hace otra gobierno tan durante siempre día tanto ella tres sí dijo sido gran"
              + " país según menos mundo año antes estado contra sino forma caso nada hacer general"
              + " estaba poco estos presidente mayor ante unos les algo hacia casa ellos ayer hecho"
              + " primera mucho mientras además quien momento millones esto hombre están pues hoy lugar"
              + " banco cuenta tarjeta pago recibo cita oficina gestor préstamo hipoteca seguro")
          .split(" ");

  private static final String[] ENGLISH =
      ("the of and to a in for is on that by this with you it not or be are from at as your all have new"
              + " more an was we will home can us about if page my has search free but our one other do"
              + " no information time they site he up may what which their news out use any there see"
              + " only so his when contact here business who web also now help get view online first am"
              + " been would how were services some these click its like service than find price date"
              + " back top people had list name just over state year day into email two health next used"
              + " work last most products music buy data make them should product system post her city"
              + " bank account card payment receipt appointment branch manager loan mortgage insurance")
          .split(" ");

  private static final String[] SPANISH_TURNS = {
    "le recordamos que su recibo vence mañana",
    "hemos recibido el pago de su recibo",
    "le esperamos en la oficina a las diez",
    "su gestor le llamará esta tarde",
    "gracias por su confianza",
    "la cita queda confirmada para el lunes",
    "necesitamos que firme el contrato de préstamo",
    "puede pasar a recoger su tarjeta",
    "su transferencia ha sido ordenada",
    "le enviamos la documentación por correo",
    "el importe pendiente es de 120,50 euros",
    "no olvide traer su documento de identidad",
    "quedamos a la espera de su respuesta",
    "hemos actualizado las condiciones de su cuenta",
    "la firma de la hipoteca será en la notaría",
    "si tiene alguna duda llámenos",
    "vale, gracias",
    "de acuerdo, allí estaré",
    "¿podemos cambiar la cita?",
    "ya he hecho el ingreso"
  };

  private static final String[] ENGLISH_TURNS = {
    "your payment is due on Friday",
    "thank you for your payment",
    "please call your account manager",
    "your appointment has been confirmed",
    "your new card is ready at the branch",
    "we have sent you the documents",
    "please bring your passport",
    "the transfer was ordered today",
    "yes, that works for me",
    "can we move the appointment?"
  };

  private static final String[] SYLLABLES = {
    "ca", "ro", "men", "ti", "lla", "so", "per", "ña", "dor", "in", "ter", "bu"
  };

  private Corpus() {}

  /**
   * The messages of a month, one a line, as {@code COPY} reads them: message_id, record_id, at,
   * direction, client, number, person, mailbox, team, category, status, reference, conversation,
   * text.
   *
   * @param first the number of the first message; numbers make the ids different
   */
  static void month(StringBuilder rows, YearMonth month, int first, int count) {
    var random = new Random(month.hashCode());
    long start = month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    long end = month.plusMonths(1).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    for (int i = 0; i < count; i++) {
      row(rows, random, first + i, start + (end - start) * i / count);
    }
  }

  private static void row(StringBuilder rows, Random random, int number, long millis) {
    String id =
        "%08x-%04x-7%03x-8000-%012x"
            .formatted(millis >>> 16, millis & 0xffff, random.nextInt(4096), number);
    int person = random.nextInt(PEOPLE);
    rows.append(id).append('\t').append(id).append('\t').append(Instant.ofEpochMilli(millis));
    rows.append('\t').append(number % 5 == 0 ? "MO" : "MT");
    rows.append("\t+346").append(10_000_000 + random.nextInt(900_000) * 97 % 89_999_999);
    rows.append("\t+3491000000").append(random.nextInt(10)).append("\tp-").append(person);
    rows.append('\t').append(mailbox(person)).append('\t').append(team(person));
    rows.append("\tpersonal\tDELIVERED\tref-").append(number).append("\tc-").append(number / 4);
    rows.append('\t');
    text(rows, random);
    rows.append('\n');
  }

  private static void text(StringBuilder text, Random random) {
    boolean english = random.nextInt(10) < 3;
    String[] turns = english ? ENGLISH_TURNS : SPANISH_TURNS;
    int begin = text.length();
    if (random.nextInt(4) > 0) {
      text.append(turns[zipf(random, turns.length) - 1]);
    }
    for (int w = 4 + random.nextInt(9); w > 0; w--) {
      text.append(text.length() == begin ? "" : " ");
      text.append(word(zipf(random, WORDS), english));
    }
  }

  /** 1 to {@code n}, each as often as its reciprocal. */
  private static int zipf(Random random, int n) {
    double log = n == WORDS ? LOG_WORDS : Math.log(n + 1);
    return Math.min(n, (int) Math.exp(random.nextDouble() * log));
  }

  /** The word of that rank. */
  static String word(int rank, boolean english) {
    String[] common = english ? ENGLISH : SPANISH;
    if (rank <= common.length) {
      return common[rank - 1];
    }
    var word = new StringBuilder();
    for (int n = rank; n > 0; n /= SYLLABLES.length) {
      word.append(SYLLABLES[n % SYLLABLES.length]);
    }
    return word.toString();
  }

  static String mailbox(int person) {
    return "person" + person + "@bank.example";
  }

  static String team(int person) {
    return "Team " + person % TEAMS;
  }
}
