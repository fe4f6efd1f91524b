package org.recado.lab.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.recado.lab.bank.Account;
import org.recado.lab.bank.LabDirectory;
import org.recado.lab.bank.LabMailServer;
import org.recado.lab.bank.MailClient;
import org.recado.lab.bank.MailDraft;
import org.recado.lab.changes.Changes;
import org.recado.lab.smsc.SmscSimulator;
import org.recado.message.Msisdn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Serves the lab page. {@code GET /api/state?after=n} answers as soon as there is a state later
 * than {@code n}; the two POSTs type on a phone and send a mail. POSTs must be JSON: a foreign web
 * page in the same browser cannot send that without asking first.
 */
public final class LabPage implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LabPage.class);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);
  private static final int LONGEST_BODY = 256 * 1024;
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Map<String, String> FILES =
      Map.of(
          "/", "index.html",
          "/lab.css", "lab.css",
          "/lab.js", "lab.js",
          "/icon.svg", "icon.svg");
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");

  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            var thread = new Thread(task, "lab-page");
            thread.setDaemon(true);
            return thread;
          });
  private final PageContent content;
  private final LabDirectory directory;
  private final SmscSimulator smsc;
  private final MailClient client;
  private final Changes changes;

  private LabPage(
      PageSettings settings,
      LabDirectory directory,
      LabMailServer mail,
      SmscSimulator smsc,
      MailClient client,
      Changes changes,
      Clock clock)
      throws IOException {
    this.directory = directory;
    this.smsc = smsc;
    this.client = client;
    this.changes = changes;
    content = new PageContent(settings, directory, mail, smsc, clock);
    server =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getByName(settings.host()), settings.port()), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /**
   * @param client sends what is composed on the page
   * @param changes told by simulator and mail server alike
   * @throws UncheckedIOException if the port is taken
   */
  public static LabPage start(
      PageSettings settings,
      LabDirectory directory,
      LabMailServer mail,
      SmscSimulator smsc,
      MailClient client,
      Changes changes,
      Clock clock) {
    try {
      return new LabPage(settings, directory, mail, smsc, client, changes, clock);
    } catch (IOException e) {
      throw new UncheckedIOException("the lab page cannot listen on port " + settings.port(), e);
    }
  }

  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String request = exchange.getRequestMethod() + " " + path;
      switch (request) {
        case "GET /api/bank" -> json(exchange, 200, content.bank());
        case "GET /api/state" -> json(exchange, 200, state(exchange));
        case "POST /api/sms" -> post(exchange, this::sms);
        case "POST /api/mail" -> post(exchange, this::mail);
        default -> file(exchange, path);
      }
    } catch (RuntimeException e) {
      log.warn("the lab page could not answer", e);
    }
  }

  private View.State state(HttpExchange exchange) {
    String query = Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse("");
    long version = changes.count();
    if (query.matches("after=[0-9]{1,18}")) {
      version = changes.awaitAfter(Long.parseLong(query.substring(6)), LONGEST_WAIT);
    }
    return content.state(version);
  }

  private View.Answer sms(JsonNode body) {
    Msisdn from = Msisdn.of(text(body, "from"));
    Msisdn to = Msisdn.of(text(body, "to"));
    String text = text(body, "text");
    if (text.isBlank()) {
      return new View.Answer(false, "There is nothing to send.");
    }
    smsc.handset(from).send(text, to);
    return new View.Answer(true, "Sent");
  }

  private View.Answer mail(JsonNode body) {
    Account known = directory.account(text(body, "login"));
    var account =
        new Account(
            known.login(),
            text(body, "password"),
            known.name(),
            known.mail(),
            known.role(),
            known.enabled());
    MailDraft draft =
        MailDraft.of(account, text(body, "to"), text(body, "subject"), text(body, "text"));
    for (String header : List.of("In-Reply-To", "References")) {
      String value = text(body, header);
      if (!value.isEmpty()) {
        draft = draft.withHeader(header, value.replaceAll("[\r\n]+", " "));
      }
    }
    MailClient.Outcome outcome = client.send(draft);
    return new View.Answer(outcome instanceof MailClient.Accepted, outcome.reply());
  }

  /** What a POST does with its body. */
  private interface Action {
    View.Answer apply(JsonNode body);
  }

  private static void post(HttpExchange exchange, Action action) throws IOException {
    String type =
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Type")).orElse("");
    if (!type.startsWith("application/json")) {
      json(exchange, 415, new View.Answer(false, "Send JSON."));
      return;
    }
    try {
      byte[] body = exchange.getRequestBody().readNBytes(LONGEST_BODY);
      json(exchange, 200, action.apply(JSON.readTree(body)));
    } catch (JacksonException e) {
      json(exchange, 400, new View.Answer(false, "This is not JSON."));
    } catch (IllegalArgumentException | NoSuchElementException e) {
      json(exchange, 400, new View.Answer(false, String.valueOf(e.getMessage())));
    }
  }

  private static String text(JsonNode body, String field) {
    return body.path(field).asString("");
  }

  private static void json(HttpExchange exchange, int status, Object value) throws IOException {
    respond(exchange, status, "application/json", JSON.writeValueAsBytes(value));
  }

  private static void file(HttpExchange exchange, String path) throws IOException {
    String name = FILES.get(path);
    if (name == null || !exchange.getRequestMethod().equals("GET")) {
      respond(exchange, 404, "text/plain; charset=utf-8", "Nothing here.".getBytes(UTF_8));
      return;
    }
    try (InputStream in = Objects.requireNonNull(LabPage.class.getResourceAsStream(name), name)) {
      String type = TYPES.get(name.substring(name.indexOf('.') + 1));
      respond(exchange, 200, String.valueOf(type), in.readAllBytes());
    }
  }

  private static void respond(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    var headers = exchange.getResponseHeaders();
    headers.set("Content-Type", type);
    headers.set("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }
}
