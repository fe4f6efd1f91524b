package org.recado.message;

import java.util.Objects;

/**
 * A mailbox, RFC 5321 section 4.1.2: local part and domain. The domain is kept in lower case, since
 * case has no meaning in it; the local part as written. Two addresses are the same person's if
 * {@link #sameMailbox} says so.
 */
public record MailAddress(String localPart, String domain) {

  public MailAddress {
    Objects.requireNonNull(localPart);
    domain = lower(domain);
    if (localPart.isEmpty() || localPart.length() > 64 || unprintable(localPart)) {
      throw new IllegalArgumentException("the part before @ has 1 to 64 printable characters");
    }
    if (domain.isEmpty()
        || domain.length() > 255
        || unprintable(domain)
        || domain.indexOf(' ') >= 0) {
      throw new IllegalArgumentException("the part after @ has 1 to 255 characters and no space");
    }
  }

  /**
   * @throws IllegalArgumentException if {@code text} is not {@code local@domain}
   */
  public static MailAddress of(String text) {
    int at = text.lastIndexOf('@');
    if (at < 1 || at == text.length() - 1) {
      throw new IllegalArgumentException("a mail address reads name@domain");
    }
    return new MailAddress(text.substring(0, at), text.substring(at + 1));
  }

  /**
   * Whether both name one mailbox: mail systems of firms do not tell the case of a local part
   * apart.
   */
  public boolean sameMailbox(MailAddress other) {
    return key().equals(other.key());
  }

  /** The form under which an address is looked up: all lower case. */
  public String key() {
    return lower(toString());
  }

  /**
   * Without case, but nothing outside ASCII becomes ASCII: the Kelvin sign (U+212A) would become a
   * {@code k}, and whoever checked the sender before us took it for another address.
   */
  private static String lower(String text) {
    return text.codePoints()
        .map(
            c -> {
              int lower = Character.toLowerCase(c);
              return c >= 0x80 && lower < 0x80 ? c : lower;
            })
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  @Override
  public String toString() {
    return localPart + "@" + domain;
  }

  private static boolean unprintable(String text) {
    return text.chars().anyMatch(c -> c < ' ' || c == 0x7f);
  }
}
