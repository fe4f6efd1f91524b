package org.recado.mail;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.apache.poi.hmef.HMEFMessage;
import org.apache.poi.hmef.attribute.MAPIAttribute;
import org.apache.poi.hmef.attribute.MAPIStringAttribute;
import org.apache.poi.hsmf.datatypes.MAPIProperty;
import org.apache.poi.util.LittleEndian;

/**
 * The body in {@code winmail.dat}, MS-OXTNEF: HTML, else RTF, else plain text. Attachments are cut
 * off before Apache POI sees the octets, and what is too large is not given to it, so that a mail
 * costs no more than its text.
 */
final class Tnef {

  /**
   * @param messageClass {@code IPM.Note}…, upper case, or empty
   * @param html whether {@code text} is HTML
   */
  record Content(String messageClass, String text, boolean html) {
    @Override
    public String toString() {
      return messageClass + " of " + text.length() + " characters";
    }
  }

  private static final int SIGNATURE = 0x223E9F78;
  private static final int HEADER = 6;
  private static final int LEVEL_MESSAGE = 1;

  /** Level, id and length before the data of an attribute, and a checksum after it. */
  private static final int BEFORE_DATA = 9;

  private static final int CHECKSUM = 2;

  private static final int ATT_MESSAGE_CLASS = 0x00078008;
  private static final int ATT_BODY = 0x0002800C;
  private static final int ATT_MAPI_PROPERTIES = 0x00069003;

  /** Outlook compresses RTF to a fifth or so; a bomb gets nine times what it brings. */
  private static final int MAX_PROPERTIES = Budget.MAX_TEXT_OCTETS;

  private Tnef() {}

  /** Empty if no body can be found in it. */
  static Optional<Content> read(byte[] tnef) {
    if (tnef.length < HEADER || LittleEndian.getInt(tnef, 0) != SIGNATURE) {
      return Optional.empty();
    }
    String messageClass = "";
    String body = "";
    var rest = new ByteArrayOutputStream();
    rest.write(tnef, 0, HEADER);
    int at = HEADER;
    while (at + BEFORE_DATA <= tnef.length && tnef[at] == LEVEL_MESSAGE) {
      int id = LittleEndian.getInt(tnef, at + 1);
      int length = LittleEndian.getInt(tnef, at + 5);
      int data = at + BEFORE_DATA;
      if (length < 0 || length > tnef.length - data) {
        break;
      }
      if (id == ATT_MESSAGE_CLASS) {
        messageClass = text(tnef, data, length).toUpperCase(Locale.ROOT);
      } else if (id == ATT_BODY) {
        body = text(tnef, data, length);
      } else if (id == ATT_MAPI_PROPERTIES && length <= MAX_PROPERTIES) {
        rest.write(tnef, at, Math.min(BEFORE_DATA + length + CHECKSUM, tnef.length - at));
      }
      at = data + length + CHECKSUM;
    }
    var found = properties(rest.toByteArray(), messageClass);
    if (found.isPresent()) {
      return found;
    }
    return body.isBlank() && messageClass.isEmpty()
        ? Optional.empty()
        : Optional.of(new Content(messageClass, body, false));
  }

  private static String text(byte[] tnef, int data, int length) {
    int end = data;
    int most = data + Math.min(length, Budget.MAX_TEXT_OCTETS);
    while (end < most && tnef[end] != 0) {
      end++;
    }
    byte[] octets = java.util.Arrays.copyOfRange(tnef, data, end);
    return Charsets.decode(octets, null).text().strip();
  }

  private static Optional<Content> properties(byte[] tnef, String messageClass) {
    if (tnef.length == HEADER) {
      return Optional.empty();
    }
    try {
      var message = new HMEFMessage(new ByteArrayInputStream(tnef));
      var html = message.getMessageMAPIAttribute(MAPIProperty.BODY_HTML);
      if (html != null && html.getData().length > 0) {
        return Optional.of(new Content(messageClass, html(message, html), true));
      }
      var rtf = message.getMessageMAPIAttribute(MAPIProperty.RTF_COMPRESSED);
      if (rtf != null) {
        var found = RtfText.read(rtf.getData());
        if (!CleanText.saysNothing(found.text())) {
          return Optional.of(new Content(messageClass, found.text(), found.html()));
        }
      }
      var plain = message.getMessageMAPIAttribute(MAPIProperty.BODY);
      return plain instanceof MAPIStringAttribute string && !string.getDataString().isBlank()
          ? Optional.of(new Content(messageClass, string.getDataString(), false))
          : Optional.empty();
    } catch (IOException | RuntimeException | AssertionError e) {
      // whatever a hostile or a broken file makes of the library: the plain body may still be there
      return Optional.empty();
    }
  }

  /** PR_HTML is octets in the charset that PR_INTERNET_CPID names, as a number of Windows. */
  private static String html(HMEFMessage message, MAPIAttribute html) {
    if (html instanceof MAPIStringAttribute string) {
      return string.getDataString();
    }
    var codePage = message.getMessageMAPIAttribute(MAPIProperty.INTERNET_CPID);
    byte[] value = codePage == null ? new byte[0] : codePage.getData();
    String charset =
        switch (value.length < 4 ? 0 : LittleEndian.getInt(value)) {
          case 65001 -> StandardCharsets.UTF_8.name();
          case 28591, 0, 20127 -> "iso-8859-1";
          case 28605 -> "iso-8859-15";
          case 28592 -> "iso-8859-2";
          case 28595 -> "iso-8859-5";
          case 50220, 50221, 50222 -> "iso-2022-jp";
          case 932 -> "shift_jis";
          case 936 -> "gbk";
          case 949 -> "ks_c_5601-1987";
          case 950 -> "big5";
          case 51932 -> "euc-jp";
          case 54936 -> "gb18030";
          case 20866 -> "koi8-r";
          case 21866 -> "koi8-u";
          default -> "windows-" + LittleEndian.getInt(value);
        };
    return Charsets.decode(html.getData(), charset).text();
  }
}
