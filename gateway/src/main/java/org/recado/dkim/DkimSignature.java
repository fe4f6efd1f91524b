package org.recado.dkim;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.recado.dkim.RawMail.Field;

/**
 * One {@code DKIM-Signature} field, RFC 6376 section 3.5, of which nothing has been verified.
 *
 * @param field as it stands in the mail
 * @param domain {@code d=}, who signed, in lower case
 * @param selector {@code s=}
 * @param algorithm {@code a=}: {@code rsa-sha256} or {@code ed25519-sha256}
 * @param header how fields are canonicalized
 * @param body how the body is
 * @param signed {@code h=}, names of fields in lower case, in their order
 * @param length {@code l=}, of the canonicalized body; empty for all of it
 * @param tags all of it
 */
record DkimSignature(
    Field field,
    String domain,
    String selector,
    String algorithm,
    Canonicalization header,
    Canonicalization body,
    List<String> signed,
    Optional<Long> length,
    TagList tags) {

  /** Longer than any signature; what takes long to read is not read. */
  private static final int LONGEST = 16 * 1024;

  private static final int LONGEST_NAME = 253;

  /** Clocks differ. */
  private static final Duration AHEAD = Duration.ofMinutes(15);

  private static final Pattern DOMAIN =
      Pattern.compile("[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+");
  private static final Pattern SELECTOR =
      Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?(\\.[A-Za-z0-9_-]+)*");
  private static final Pattern B = Pattern.compile("(^|;)([ \t\r\n]*b[ \t\r\n]*=)[^;]*");

  static DkimSignature of(Field field) throws Unusable {
    if (field.text().length() > LONGEST) {
      throw new Unusable("it is longer than " + LONGEST + " octets");
    }
    var tags = TagList.of(field.text().substring(field.colon() + 1));
    if (!tags.get("v").equals("1")) {
      throw new Unusable("its v= is not 1");
    }
    String[] c = tags.find("c").orElse("simple/simple").split("/", 2);
    var signature =
        new DkimSignature(
            field,
            tags.get("d").toLowerCase(Locale.ROOT),
            tags.get("s"),
            tags.get("a"),
            Canonicalization.of(c[0]),
            Canonicalization.of(c.length > 1 ? c[1] : "simple"),
            tags.words("h").stream().map(name -> name.toLowerCase(Locale.ROOT)).toList(),
            number(tags, "l"),
            tags);
    signature.check();
    return signature;
  }

  private void check() throws Unusable {
    if (keyName().length() > LONGEST_NAME
        || !DOMAIN.matcher(domain).matches()
        || !SELECTOR.matcher(selector).matches()) {
      throw new Unusable("its d= or s= is no domain name");
    }
    if (algorithm.equals("rsa-sha1")) {
      throw new Unusable("it is rsa-sha1, which proves nothing any more (RFC 8301)");
    }
    if (!algorithm.equals("rsa-sha256") && !algorithm.equals("ed25519-sha256")) {
      throw new Unusable("its a= is not known");
    }
    if (!signed.contains("from")) {
      throw new Unusable("it does not sign From");
    }
    if (tags.find("q").isPresent() && !tags.words("q").contains("dns/txt")) {
      throw new Unusable("its q= is not known");
    }
    String identity = tags.find("i").orElse("@" + domain).toLowerCase(Locale.ROOT);
    String identityDomain = identity.substring(identity.lastIndexOf('@') + 1);
    if (identity.indexOf('@') < 0
        || !(identityDomain.equals(domain) || identityDomain.endsWith("." + domain))) {
      throw new Unusable("its i= is not within its d=");
    }
  }

  /** Whether {@code i=} is of the very domain that signed. */
  boolean isOfDomainItself() {
    return tags.find("i").orElse("@" + domain).toLowerCase(Locale.ROOT).endsWith("@" + domain);
  }

  void checkTime(Instant now) throws Unusable {
    var signedAt = number(tags, "t");
    var expires = number(tags, "x");
    if (expires.isPresent() && signedAt.isPresent() && expires.get() <= signedAt.get()) {
      throw new Unusable("it expired before it was made");
    }
    if (expires.isPresent() && now.getEpochSecond() > expires.get()) {
      throw new Unusable("it has expired");
    }
    if (signedAt.isPresent() && now.plus(AHEAD).getEpochSecond() < signedAt.get()) {
      throw new Unusable("it was made in the future");
    }
  }

  /** The field as it was when it was signed: without the value of {@code b=}. */
  byte[] itself() {
    String name = field.text().substring(0, field.colon() + 1);
    String value = field.text().substring(field.colon() + 1);
    return header
        .header(name + B.matcher(value).replaceFirst("$1$2"), field.colon())
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Where the key is. */
  String keyName() {
    return selector + "._domainkey." + domain;
  }

  private static Optional<Long> number(TagList tags, String name) throws Unusable {
    var text = tags.find(name);
    if (text.isPresent() && !text.get().matches("[0-9]{1,18}")) {
      throw new Unusable("its " + name + "= is no number");
    }
    return text.map(Long::valueOf);
  }
}
