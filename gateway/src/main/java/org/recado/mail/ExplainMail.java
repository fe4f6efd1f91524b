package org.recado.mail;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code explain mail [--json] FILE…}: what the gateway makes of mails, and what it leaves out and
 * why. Folders are walked; {@code -} is the standard input. With {@code --json} each mail is one
 * JSON object on one line, in the shape that the operators' manual fixes.
 *
 * <p>No database is asked: what the gateway learned of senders is not known here. The mails of one
 * call are learned from instead, before any of them is explained, unless {@code recado.mail.learn}
 * is off: the block that three of a sender's mails share is a signature here too.
 */
public final class ExplainMail {

  private static final int FINE = 0;
  private static final int COULD_NOT_RUN = 2;

  private final MailProperties properties;
  private final MailReader reader;
  private final Habits habits;
  private final SegmentCounter segments;
  private final JsonMapper json = JsonMapper.builder().build();

  public ExplainMail(MailProperties properties, SegmentCounter segments) {
    this.properties = properties;
    this.habits = properties.learn() ? new SharedEndings() : Habits.NONE;
    this.reader = new MailReader(properties, habits);
    this.segments = segments;
  }

  /** 0, or 2 if there was nothing to read or some file could not be read. */
  public int run(List<String> args, InputStream in, PrintStream out, PrintStream err) {
    boolean asJson = args.contains("--json");
    var names = args.stream().filter(arg -> !arg.equals("--json")).toList();
    if (names.isEmpty() || names.stream().anyMatch(name -> name.startsWith("--"))) {
      err.println("usage: explain mail [--json] FILE|FOLDER|- ...");
      err.println(
          "  What the gateway learned of senders is in its database and not used here; the mails of"
              + " one call are learned from.");
      return COULD_NOT_RUN;
    }
    learn(names);
    int status = FINE;
    for (String name : names) {
      try {
        if (name.equals("-")) {
          explain("-", in.readAllBytes(), asJson, out);
        } else {
          explainAll(Path.of(name), asJson, out);
        }
      } catch (IOException e) {
        err.println(name + ": cannot be read");
        status = COULD_NOT_RUN;
      }
    }
    out.flush();
    return status;
  }

  private void explainAll(Path start, boolean asJson, PrintStream out) throws IOException {
    for (Path file : files(start)) {
      explain(file.toString(), Files.readAllBytes(file), asJson, out);
    }
  }

  private static List<Path> files(Path start) throws IOException {
    try (Stream<Path> found = Files.walk(start)) {
      return found.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /** What these mails have in common; those that cannot be read are named when it is their turn. */
  private void learn(List<String> names) {
    if (!properties.learn()) {
      return;
    }
    var fresh = new MailReader(properties, Habits.NONE);
    for (String name : names) {
      try {
        for (Path file : name.equals("-") ? List.<Path>of() : files(Path.of(name))) {
          if (fresh.read(Files.readAllBytes(file)) instanceof Reading.Sms sms) {
            habits.seen(sms.headers(), sms.text().value());
          }
        }
      } catch (IOException e) {
        // said where the file is explained
      }
    }
  }

  private void explain(String file, byte[] mail, boolean asJson, PrintStream out) {
    Map<String, Object> explained = explanation(file, reader.read(mail));
    out.println(asJson ? json.writeValueAsString(explained) : forPeople(explained));
  }

  private Map<String, Object> explanation(String file, Reading reading) {
    var explained = new LinkedHashMap<String, Object>();
    explained.put("file", file);
    if (reading instanceof Reading.Sms sms) {
      explainText(sms, explained);
    } else if (reading instanceof Reading.Refused refused) {
      explained.put("outcome", "refused");
      explained.put("code", lower(refused.code()));
      explained.put("reason", refused.sentence());
      explained.put("dropped", dropped(refused.dropped()));
    } else if (reading instanceof Reading.Automatic automatic) {
      explained.put("outcome", "automatic");
      explained.put("reason", automatic.sign());
    }
    return explained;
  }

  private void explainText(Reading.Sms sms, Map<String, Object> explained) {
    try {
      var text = Typography.fitted(sms.text(), false, segments);
      var cost = segments.count(text);
      explained.put("outcome", "sms");
      explained.put("text", text.value());
      explained.put("encoding", cost.encoding());
      explained.put("segments", cost.segments());
    } catch (IllegalArgumentException e) {
      // more segments than one message can have
      explained.put("outcome", "refused");
      explained.put("code", "too-long");
      explained.put("reason", String.valueOf(e.getMessage()));
    }
    explained.put("dropped", dropped(sms.dropped()));
  }

  private static List<Map<String, String>> dropped(List<Dropped> dropped) {
    return dropped.stream()
        .map(
            each -> {
              var shape = new LinkedHashMap<String, String>();
              shape.put("kind", lower(each.kind()));
              shape.put("text", each.text());
              return (Map<String, String>) shape;
            })
        .toList();
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  private static String forPeople(Map<String, Object> explained) {
    var lines = new StringBuilder();
    explained.forEach(
        (name, value) -> {
          if (value instanceof List<?> all) {
            all.forEach(
                each -> {
                  if (each instanceof Map<?, ?> left) {
                    line(lines, "left out", left.get("kind") + ": " + left.get("text"));
                  }
                });
          } else {
            line(lines, name, String.valueOf(value));
          }
        });
    return lines.toString();
  }

  private static void line(StringBuilder lines, String name, String value) {
    lines.append(String.format("%-9s %s%n", name, value.replace("\n", "\n          ")));
  }
}
