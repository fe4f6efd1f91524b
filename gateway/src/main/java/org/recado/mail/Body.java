package org.recado.mail;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Walks the parts of a mail and collects the lines a reader is shown, RFC 2046 section 5.1. Of
 * alternatives HTML comes first: the plain text beside it is made from it by a program, which wraps
 * lines and draws links.
 */
final class Body {

  private static final Pattern HTML =
      Pattern.compile("<(?:html|body|div|br|p|table)\\b[^>]{0,200}>", Pattern.CASE_INSENSITIVE);

  /** A plain part that is nothing but a web page was labelled wrongly. */
  private static final Pattern HTML_DOCUMENT =
      Pattern.compile("\\s*<(?:!doctype html|html)\\b", Pattern.CASE_INSENSITIVE);

  private final List<Line> lines = new ArrayList<>();
  private final List<Dropped> dropped = new ArrayList<>();
  private final Set<Refusal> obstacles = EnumSet.noneOf(Refusal.class);
  private final Budget budget;

  Body(Budget budget) {
    this.budget = budget;
  }

  static Body of(Entity root, Budget budget) {
    var body = new Body(budget);
    body.take(root, true);
    return body;
  }

  List<Line> lines() {
    return lines;
  }

  List<Dropped> dropped() {
    return dropped;
  }

  /** What stands in the way if no text is found, or even if one is. */
  Set<Refusal> obstacles() {
    return obstacles;
  }

  private boolean says() {
    return lines.stream().anyMatch(line -> !line.empty());
  }

  /**
   * @param main whether the part is where a mail's text is expected, not after it
   */
  private void take(Entity part, boolean main) {
    budget.checkTime();
    if (part.multipart() && !part.parts().isEmpty()) {
      takeParts(part, main);
      return;
    }
    String type = part.mediaType();
    if (tnef(part, type)) {
      tnef(part);
    } else if (part.attachment() || (part.fileName().isPresent() && says())) {
      attach(part);
    } else if (type.equals("text/html")) {
      html(text(part));
    } else if (type.equals("text/calendar")) {
      calendar(part, main);
    } else if (rtf(type)) {
      rtf(RtfText.read(octets(part)));
    } else if (part.multipart() || readable(type)) {
      plain(part);
    } else {
      attach(part);
    }
  }

  private void takeParts(Entity part, boolean main) {
    var parts = part.parts();
    switch (part.subtype()) {
      case "alternative" -> alternative(parts, main);
      case "related" -> {
        take(root(part), main);
        parts.stream().filter(p -> p != root(part)).forEach(this::attach);
      }
      case "signed" -> {
        take(parts.get(0), main);
        parts.stream().skip(1).forEach(this::attach);
      }
      case "encrypted" -> obstacles.add(Refusal.ENCRYPTED);
      default -> {
        for (Entity each : parts) {
          take(each, main && each == parts.get(0));
        }
      }
    }
  }

  /** RFC 2046 section 5.1.4, with HTML preferred; RFC 6047 for the invitation among them. */
  private void alternative(List<Entity> parts, boolean main) {
    if (main && parts.stream().anyMatch(part -> part.mediaType().equals("text/calendar"))) {
      obstacles.add(Refusal.CALENDAR);
    }
    var order = new ArrayList<Entity>();
    parts.stream().filter(part -> holdsHtml(part, 0)).forEach(order::add);
    parts.stream().filter(part -> !order.contains(part)).forEach(order::add);
    for (Entity part : order) {
      if (part.mediaType().equals("text/x-amp-html") || part.mediaType().equals("text/calendar")) {
        continue;
      }
      var attempt = new Body(budget);
      attempt.take(part, main);
      obstacles.addAll(attempt.obstacles);
      if (attempt.says()) {
        lines.addAll(attempt.lines);
        dropped.addAll(attempt.dropped);
        return;
      }
      attempt.dropped.stream().filter(d -> !dropped.contains(d)).forEach(dropped::add);
    }
  }

  private static boolean holdsHtml(Entity part, int depth) {
    return part.mediaType().equals("text/html")
        || (depth < 4 && part.parts().stream().anyMatch(inner -> holdsHtml(inner, depth + 1)));
  }

  /** RFC 2387 section 3.2: the part that {@code start} names, else the first. */
  private static Entity root(Entity related) {
    String start = related.contentType().parameter("start").orElse("");
    return related.parts().stream()
        .filter(part -> !start.isEmpty())
        .filter(part -> part.headers().first("Content-ID").filter(start::equals).isPresent())
        .findFirst()
        .orElse(related.parts().get(0));
  }

  private void calendar(Entity part, boolean main) {
    if (main && part.contentType().parameter("method").isPresent()) {
      obstacles.add(Refusal.CALENDAR);
    }
    attach(part);
  }

  private static boolean readable(String type) {
    return switch (type) {
      case "text/css",
          "text/csv",
          "text/vcard",
          "text/x-vcard",
          "text/directory",
          "text/xml",
          "text/rfc822-headers",
          "text/x-amp-html",
          "text/x-patch" ->
          false;
      default -> type.startsWith("text/");
    };
  }

  private void plain(Entity part) {
    String raw = text(part);
    if (part.typeKnown() ? HTML_DOCUMENT.matcher(raw).lookingAt() : HTML.matcher(raw).find()) {
      html(raw);
      return;
    }
    if (part.subtype().equals("enriched") || part.subtype().equals("richtext")) {
      raw = EnrichedText.read(raw, part.subtype().equals("richtext"));
      add(PlainText.fixed(CleanText.characters(raw)));
      return;
    }
    var files = new ArrayList<String>();
    String text = CleanText.characters(UuBlocks.without(raw, files));
    for (String name : files) {
      attached(name);
    }
    if (PgpArmour.encrypted(text)) {
      obstacles.add(Refusal.ENCRYPTED);
      return;
    }
    if (PgpArmour.key(text)) {
      attached("application/pgp-keys");
      text = PgpArmour.withoutKey(text);
    }
    String clear = OutlookPlain.tidied(PgpArmour.withoutSignature(text));
    boolean flowed =
        part.contentType().parameter("format").filter("flowed"::equalsIgnoreCase).isPresent();
    boolean deleteSpace =
        part.contentType().parameter("delsp").filter("yes"::equalsIgnoreCase).isPresent();
    add(
        flowed
            ? PlainText.flowed(clear, deleteSpace)
            : PlainText.unwrapped(PlainText.fixed(clear)));
  }

  private void html(String text) {
    var found = HtmlText.lines(text);
    add(found.lines());
    if (!found.hidden().isEmpty()) {
      dropped.add(new Dropped(Dropped.Kind.HIDDEN, found.hidden()));
    }
  }

  /** Outlook's own format; where other text came before it, that is the same text. */
  private boolean tnef(Entity part, String type) {
    boolean named =
        part.fileName().filter("winmail.dat"::equalsIgnoreCase).isPresent()
            && type.startsWith("application/");
    return !says()
        && (named || type.equals("application/ms-tnef") || type.equals("application/vnd.ms-tnef"));
  }

  private void tnef(Entity part) {
    var content = Tnef.read(part.body());
    if (content.isEmpty()) {
      obstacles.add(Refusal.RICH_TEXT);
      return;
    }
    String messageClass = content.get().messageClass();
    if (messageClass.contains("SCHEDULE.MEETING")) {
      obstacles.add(Refusal.CALENDAR);
    } else if (messageClass.contains("SMIME")) {
      obstacles.add(Refusal.ENCRYPTED);
    }
    if (content.get().html()) {
      html(content.get().text());
    } else {
      add(PlainText.fixed(CleanText.characters(content.get().text())));
    }
    obstacles.add(Refusal.RICH_TEXT); // counts only if there is no text
  }

  private boolean rtf(String type) {
    return !says()
        && (type.equals("text/rtf")
            || type.equals("text/richtext-format")
            || type.equals("application/rtf"));
  }

  private void rtf(RtfText.Found found) {
    if (found.html()) {
      html(found.text());
    } else {
      add(PlainText.fixed(CleanText.characters(found.text())));
    }
  }

  private byte[] octets(Entity part) {
    if (part.rawSize() > Budget.MAX_TEXT_OCTETS) {
      budget.exceed();
      return new byte[0];
    }
    return part.body();
  }

  private String text(Entity part) {
    if (part.rawSize() > Budget.MAX_TEXT_OCTETS) {
      budget.exceed();
      return "";
    }
    byte[] octets = part.body();
    String label = part.contentType().parameter("charset").orElse(null);
    var decoded =
        Charsets.decode(octets, label == null ? MetaCharset.find(octets).orElse(null) : label);
    if (!decoded.sound()) {
      obstacles.add(Refusal.UNREADABLE);
    }
    return decoded.text();
  }

  private void add(List<Line> more) {
    if (says()) {
      lines.add(Line.own(""));
    }
    if (lines.size() + more.size() > Budget.MAX_LINES) {
      budget.exceed();
      return;
    }
    lines.addAll(more);
  }

  private void attach(Entity part) {
    String type = smime(part) ? "application/pkcs7-mime" : part.mediaType();
    switch (type) {
      case "application/pkcs7-mime", "application/x-pkcs7-mime" -> {
        boolean signed =
            part.contentType()
                .parameter("smime-type")
                .filter(t -> t.toLowerCase(Locale.ROOT).startsWith("signed"))
                .isPresent();
        obstacles.add(signed ? Refusal.SIGNED_UNREADABLE : Refusal.ENCRYPTED);
      }
      case "application/pgp-encrypted" -> obstacles.add(Refusal.ENCRYPTED);
      case "application/pkcs7-signature",
          "application/x-pkcs7-signature",
          "application/pgp-signature" ->
          dropped.add(new Dropped(Dropped.Kind.ATTACHMENT, type));
      default -> {
        String name = CleanText.clean(part.fileName().orElse("")).replace('\n', ' ');
        attached(name.isEmpty() ? type : name + " (" + type + ")");
      }
    }
  }

  /** RFC 8551 section 3.2.1: mail servers that know no S/MIME leave it its name alone. */
  private static boolean smime(Entity part) {
    return part.mediaType().equals("application/octet-stream")
        && part.fileName().filter("smime.p7m"::equalsIgnoreCase).isPresent();
  }

  private void attached(String what) {
    obstacles.add(Refusal.ONLY_ATTACHMENTS);
    dropped.add(new Dropped(Dropped.Kind.ATTACHMENT, CleanText.clean(what)));
  }
}
