package org.recado.smtp;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What clients of the listener say in more than one test. */
final class Letters {

  static final String ANA = "+34600111222@sms.bank.example";

  private Letters() {}

  /** A mail to Ana, up to the final dot. */
  static String mail(String from, String headers, String text) {
    return "From: <"
        + from
        + ">\r\nTo: <"
        + ANA
        + ">\r\n"
        + headers
        + "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
        + "Content-Transfer-Encoding: 8bit\r\n\r\n"
        + text
        + "\r\n";
  }

  static String plain(String login, String password) {
    return "AUTH PLAIN " + base64("\0" + login + "\0" + password);
  }

  static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
