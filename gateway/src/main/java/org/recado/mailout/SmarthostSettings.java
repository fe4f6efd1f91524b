package org.recado.mailout;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.recado.settings.Mistakes;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * One mail server that takes our mails. The files are read anew at each connection, so that a
 * renewed certificate or password needs no restart.
 *
 * @param host its host name or address
 * @param port its SMTP port; default 25
 * @param tls {@code none}, {@code starttls} (required, not merely tried) or {@code tls}; default
 *     none
 * @param trust PEM file of the authorities to trust; without it those of the JVM
 * @param checkName whether its certificate has to be for {@code host} (RFC 6125); default true
 * @param username for AUTH; empty for none
 * @param usernameFile a file with it, instead
 * @param password for AUTH; better {@code passwordFile}
 * @param passwordFile a file with it, instead
 */
public record SmarthostSettings(
    @DefaultValue("") String host,
    @DefaultValue("25") int port,
    @DefaultValue("none") MailoutProperties.Tls tls,
    @Nullable Path trust,
    @DefaultValue("true") boolean checkName,
    @DefaultValue("") String username,
    @Nullable Path usernameFile,
    @DefaultValue("") String password,
    @Nullable Path passwordFile) {

  /** How metrics and logs call it. */
  String name() {
    return host + ":" + port;
  }

  boolean signsIn() {
    return !username.isEmpty() || usernameFile != null;
  }

  /**
   * @throws UncheckedIOException if the file cannot be read
   */
  String account() {
    return usernameFile == null ? username : content(usernameFile);
  }

  /**
   * @throws UncheckedIOException if the file cannot be read
   */
  String secret() {
    return passwordFile == null ? password : content(passwordFile);
  }

  private static String content(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param key what its keys begin with
   */
  void check(Mistakes mistakes, String key) {
    boolean inside = tls != MailoutProperties.Tls.NONE;
    mistakes
        .check(!host.isBlank(), key + "host", "name the corporate MTA, like mx.bank.example")
        .check(port >= 1 && port <= 65_535, key + "port", "give a port from 1 to 65535")
        .check(
            username.isEmpty() || usernameFile == null,
            key + "username",
            "give username or username-file, not both")
        .check(
            password.isEmpty() || passwordFile == null,
            key + "password",
            "give password or password-file, not both")
        .check(
            signsIn() == (!password.isEmpty() || passwordFile != null),
            key + "username",
            "give both username and password, or neither")
        .check(inside || trust == null, key + "trust", "it is for TLS; give tls starttls or tls")
        .check(inside || checkName, key + "check-name", "it is for TLS; give tls starttls or tls");
    readable(mistakes, key + "trust", trust);
    readable(mistakes, key + "username-file", usernameFile);
    readable(mistakes, key + "password-file", passwordFile);
  }

  private static void readable(Mistakes mistakes, String key, @Nullable Path file) {
    mistakes.check(
        file == null || (Files.isRegularFile(file) && Files.isReadable(file)),
        key,
        "the file cannot be read; mend the name, or let the gateway's user read it");
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "SmarthostSettings[" + name() + ", tls=" + tls + "]";
  }
}
