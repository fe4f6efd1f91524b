package org.recado.directory;

import com.unboundid.ldap.sdk.Filter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Ids as text and back into a filter. {@code objectGUID} is shown as Microsoft's tools show it: the
 * first three fields little-endian ([MS-DTYP] section 2.3.4.2); other binary ids in hexadecimal.
 */
final class StableId {

  /** Attributes whose values are bytes. */
  static final Set<String> BINARY = Set.of("objectguid", "guid", "objectsid", "invocationid");

  private static final Pattern GUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final int[] GUID_ORDER = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};

  private StableId() {}

  static boolean isBinary(String attribute) {
    return BINARY.contains(attribute.toLowerCase(Locale.ROOT));
  }

  static String text(String attribute, byte[] value) {
    if (attribute.equalsIgnoreCase("objectSid")) {
      return sid(value);
    }
    if (!isGuid(attribute) || value.length != 16) {
      return HexFormat.of().formatHex(value);
    }
    String hex = HexFormat.of().formatHex(reordered(value));
    return new UUID(
            Long.parseUnsignedLong(hex.substring(0, 16), 16),
            Long.parseUnsignedLong(hex.substring(16), 16))
        .toString();
  }

  /** {@code (attribute=id)}, with every byte escaped where the attribute is binary. */
  static String filter(String attribute, String id) {
    if (!isBinary(attribute)) {
      return Filter.createEqualityFilter(attribute, id).toString();
    }
    byte[] value =
        isGuid(attribute) && GUID.matcher(id).matches()
            ? reordered(HexFormat.of().parseHex(id.replace("-", "")))
            : HexFormat.of().parseHex(id);
    var filter = new StringBuilder("(").append(attribute).append('=');
    for (byte b : value) {
      filter.append('\\').append(HexFormat.of().toHexDigits(b));
    }
    return filter.append(')').toString();
  }

  /** {@code S-1-5-21-…-1104}, [MS-DTYP] section 2.4.2.1. */
  private static String sid(byte[] value) {
    if (value.length < 8 || value.length != 8 + 4 * value[1]) {
      return HexFormat.of().formatHex(value);
    }
    var bytes = ByteBuffer.wrap(value);
    long authority = bytes.getLong(0) & 0xFFFF_FFFF_FFFFL;
    var text = new StringBuilder("S-").append(value[0]).append('-').append(authority);
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < value[1]; i++) {
      text.append('-').append(Integer.toUnsignedString(bytes.getInt(8 + 4 * i)));
    }
    return text.toString();
  }

  private static boolean isGuid(String attribute) {
    return attribute.equalsIgnoreCase("objectGUID");
  }

  private static byte[] reordered(byte[] value) {
    byte[] other = new byte[16];
    for (int i = 0; i < 16; i++) {
      other[i] = value[GUID_ORDER[i]];
    }
    return other;
  }
}
