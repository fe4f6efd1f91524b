package org.recado.console;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A browser without a screen: cookies, forms, and redirects only when asked to. */
final class Visit {

  private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");

  private final String url;
  private final CookieManager cookies = new CookieManager();
  private final HttpClient client = HttpClient.newBuilder().cookieHandler(cookies).build();
  private String language = "en";
  private String token = "";

  Visit(String url) {
    this.url = url;
  }

  Visit speaking(String acceptLanguage) {
    language = acceptLanguage;
    return this;
  }

  /** Header fields as names and values in turn. */
  HttpResponse<String> get(String path, String... fields) {
    return send(request(path, fields).GET());
  }

  /** As the page's own form would send it, with the token of the page seen last. */
  HttpResponse<String> post(String path, Map<String, String> form, String... fields) {
    return send(
        request(path, fields)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(encode(form))));
  }

  /** The octets of what a form gives out. */
  HttpResponse<byte[]> download(String path) {
    try {
      return client.send(
          request(path)
              .header("Content-Type", "application/x-www-form-urlencoded")
              .POST(HttpRequest.BodyPublishers.ofString(encode(Map.of("_csrf", token))))
              .build(),
          HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new IllegalStateException("the console does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  String token() {
    return token;
  }

  HttpResponse<String> signIn(String login, String password) {
    var unused = get("/login");
    return post("/login", Map.of("username", login, "password", password, "_csrf", token));
  }

  /** The value of the session's cookie. */
  String session() {
    return cookies.getCookieStore().getCookies().stream()
        .filter(cookie -> cookie.getName().equals("JSESSIONID"))
        .map(cookie -> cookie.getValue())
        .findFirst()
        .orElse("");
  }

  /** Path and query of where a redirect leads; empty if there is none. */
  static String location(HttpResponse<?> response) {
    var to = URI.create(response.headers().firstValue("Location").orElse(""));
    return to.getPath() + (to.getQuery() == null ? "" : "?" + to.getQuery());
  }

  static String encode(Map<String, String> form) {
    return form.entrySet().stream()
        .map(
            field ->
                URLEncoder.encode(field.getKey(), StandardCharsets.UTF_8)
                    + "="
                    + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  private HttpRequest.Builder request(String path, String... fields) {
    var request = HttpRequest.newBuilder(URI.create(url + path));
    request.header("Accept", "text/html,*/*;q=0.8").header("Accept-Language", language);
    for (int i = 0; i < fields.length; i += 2) {
      request.header(fields[i], fields[i + 1]);
    }
    return request;
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      var response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      var found = TOKEN.matcher(response.body());
      if (found.find()) {
        token = found.group(1);
      }
      return response;
    } catch (IOException e) {
      throw new IllegalStateException("the console does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
