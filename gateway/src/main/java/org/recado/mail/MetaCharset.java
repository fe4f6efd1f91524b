package org.recado.mail;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** The charset that a web page names itself, for parts whose label names none. */
final class MetaCharset {

  /** WHATWG HTML, section 13.2.3.2: as far as browsers look for it. */
  private static final int LOOKED_AT = 1_024;

  private static final Pattern META =
      Pattern.compile(
          "<meta\\s[^>]{0,200}?charset\\s*=\\s*[\"']?\\s*([\\w.:-]{1,40})",
          Pattern.CASE_INSENSITIVE);

  private MetaCharset() {}

  static Optional<String> find(byte[] octets) {
    var start =
        new String(octets, 0, Math.min(octets.length, LOOKED_AT), StandardCharsets.ISO_8859_1);
    if (start.indexOf('<') < 0) {
      return Optional.empty();
    }
    var meta = META.matcher(start);
    return meta.find() ? Optional.of(meta.group(1)) : Optional.empty();
  }
}
