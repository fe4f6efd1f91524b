package org.recado.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A MIME entity, RFC 2045 section 2.4: header fields, and a body or parts. It points into the
 * octets of the mail and copies nothing until a body is asked for.
 */
final class Entity {

  private static final MimeField TEXT_PLAIN = new MimeField("text/plain", java.util.Map.of());
  private static final MimeField MESSAGE = new MimeField("message/rfc822", java.util.Map.of());

  private static final Pattern MEDIA_TYPE = Pattern.compile("[a-z0-9.+_-]+/[a-z0-9.+_-]+");

  private final byte[] mail;
  private final HeaderFields headers;
  private final MimeField type;
  private final MimeField disposition;
  private final int bodyEnd;
  private final List<Entity> parts = new ArrayList<>();

  private Entity(byte[] mail, HeaderFields headers, MimeField type, int bodyEnd) {
    this.mail = mail;
    this.headers = headers;
    this.type = type;
    this.disposition = MimeField.parse(headers.first("Content-Disposition").orElse(""));
    this.bodyEnd = bodyEnd;
  }

  /** Reads the tree of parts, as far as {@code limits} allows. */
  static Entity read(byte[] mail, Budget limits) {
    return read(mail, 0, mail.length, limits, 0, TEXT_PLAIN);
  }

  private static Entity read(
      byte[] mail, int start, int end, Budget limits, int depth, MimeField otherwise) {
    var headers = HeaderFields.read(mail, start, end);
    var type = headers.first("Content-Type").map(Entity::type).orElse(otherwise);
    var entity = new Entity(mail, headers, type, end);
    if (type.value().startsWith("multipart/")) {
      entity.readParts(limits, depth);
    }
    return entity;
  }

  /** RFC 2045 section 5.2: what cannot be understood is plain text. */
  private static MimeField type(String raw) {
    var field = MimeField.parse(raw);
    if (field.value().equals("text/html") || field.value().equals("html")) {
      return new MimeField("text/html", field.parameters());
    }
    return MEDIA_TYPE.matcher(field.value()).matches()
        ? field
        : new MimeField("text/plain", field.parameters());
  }

  private void readParts(Budget limits, int depth) {
    if (depth >= limits.maxDepth()) {
      limits.exceed();
      return;
    }
    MimeField otherwise = type.value().equals("multipart/digest") ? MESSAGE : TEXT_PLAIN;
    var named = type.parameter("boundary").filter(b -> !b.isBlank());
    named.ifPresent(boundary -> readParts(boundary, limits, depth, otherwise));
    if (parts.isEmpty() && !limits.exceeded()) {
      guessBoundary().ifPresent(boundary -> readParts(boundary, limits, depth, otherwise));
    }
  }

  private void readParts(String boundary, Budget limits, int depth, MimeField otherwise) {
    byte[] delimiter =
        ("--" + boundary.stripTrailing()).getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    int partStart = -1;
    for (int at = headers.bodyStart(); at < bodyEnd; ) {
      int eol = Lines.endOfLine(mail, at, bodyEnd);
      int next = Lines.nextLine(mail, eol, bodyEnd);
      int found = delimiter(at, eol, delimiter);
      if (found != 0) {
        addPart(partStart, at, limits, depth, otherwise);
        partStart = found == CLOSE ? -1 : next;
        if (found == CLOSE) {
          return;
        }
      }
      at = next;
    }
    addPart(partStart, bodyEnd, limits, depth, otherwise);
  }

  private void addPart(int start, int boundary, Budget limits, int depth, MimeField otherwise) {
    if (start < 0 || !limits.takePart()) {
      return;
    }
    int end = boundary; // the line break before a boundary belongs to it
    end = end > start && mail[end - 1] == '\n' ? end - 1 : end;
    end = end > start && mail[end - 1] == '\r' ? end - 1 : end;
    parts.add(read(mail, start, end, limits, depth + 1, otherwise));
  }

  private static final int OPEN = 1;
  private static final int CLOSE = 2;

  /** RFC 2046 section 5.1.1: a boundary line may end in blanks. */
  private int delimiter(int at, int eol, byte[] delimiter) {
    if (eol - at < delimiter.length) {
      return 0;
    }
    for (int i = 0; i < delimiter.length; i++) {
      if (mail[at + i] != delimiter[i]) {
        return 0;
      }
    }
    int rest = at + delimiter.length;
    boolean close = eol - rest >= 2 && mail[rest] == '-' && mail[rest + 1] == '-';
    for (int i = close ? rest + 2 : rest; i < eol; i++) {
      if (mail[i] != ' ' && mail[i] != '\t' && mail[i] != '\r') {
        return 0;
      }
    }
    return close ? CLOSE : OPEN;
  }

  /** A sender that forgot the parameter has still written the line. */
  private Optional<String> guessBoundary() {
    for (int at = headers.bodyStart(); at < bodyEnd; ) {
      int eol = Lines.endOfLine(mail, at, bodyEnd);
      boolean line = eol - at > 4 && eol - at < 75 && mail[at] == '-' && mail[at + 1] == '-';
      if (line && partFollows(Lines.nextLine(mail, eol, bodyEnd))) {
        return Optional.of(Charsets.headerText(mail, at + 2, eol - at - 2));
      }
      at = Lines.nextLine(mail, eol, bodyEnd);
    }
    return Optional.empty();
  }

  /** Whether a part begins here, and not what stands under a signature's dashes. */
  private boolean partFollows(int at) {
    int eol = Lines.endOfLine(mail, at, bodyEnd);
    String line = Charsets.headerText(mail, at, Math.min(eol - at, 40));
    return eol == at || line.regionMatches(true, 0, "Content-", 0, 8);
  }

  HeaderFields headers() {
    return headers;
  }

  MimeField contentType() {
    return type;
  }

  /** Whether the mail itself says what the body is, in a way that can be understood. */
  boolean typeKnown() {
    return headers
        .first("Content-Type")
        .filter(raw -> MimeField.parse(raw).value().contains("/"))
        .isPresent();
  }

  /** {@code text/plain}, in lower case. */
  String mediaType() {
    return type.value();
  }

  String subtype() {
    return type.value().substring(type.value().indexOf('/') + 1);
  }

  boolean multipart() {
    return type.value().startsWith("multipart/");
  }

  List<Entity> parts() {
    return parts;
  }

  boolean attachment() {
    return disposition.value().equals("attachment");
  }

  Optional<String> fileName() {
    return disposition.parameter("filename").or(() -> type.parameter("name"));
  }

  int rawSize() {
    return bodyEnd - headers.bodyStart();
  }

  /** The body without its transfer encoding. */
  byte[] body() {
    String encoding =
        headers.first("Content-Transfer-Encoding").orElse("").toLowerCase(Locale.ROOT).strip();
    int start = Math.min(headers.bodyStart(), bodyEnd);
    boolean unlabelled =
        type.value().startsWith("text/")
            && (encoding.isEmpty() || encoding.equals("7bit") || encoding.equals("8bit"))
            && TransferEncoding.quotedPrintableUnlabelled(mail, start, bodyEnd);
    return TransferEncoding.decode(
        unlabelled ? "quoted-printable" : encoding, mail, start, bodyEnd);
  }
}
