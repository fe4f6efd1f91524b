package org.recado.directory;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What is wrong about a source, in sentences an operator can act on. */
final class SettingsCheck {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");
  private static final Pattern ATTRIBUTE = Pattern.compile("[A-Za-z][A-Za-z0-9.-]*");
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127\\.[0-9.]+|\\[?::1\\]?", Pattern.CASE_INSENSITIVE);

  private final SourceSettings source;
  private final List<String> problems = new ArrayList<>();

  SettingsCheck(SourceSettings source) {
    this.source = source;
  }

  List<String> problems() {
    if (!NAME.matcher(source.name()).matches()) {
      say("name", "give the source a name of lower-case letters, digits and hyphens");
    }
    urls();
    if (!source.trust().isEmpty()) {
      try {
        var unused = TlsSockets.trusting(source.trust());
      } catch (IOException | InvalidPathException e) {
        say("trust", "'" + source.trust() + "' is no readable PEM file with certificates");
      }
    }
    dn("base", source.base());
    // Domino's groups stand beside the organization, not below it: everything is below the root
    if (source.base().isEmpty() && source.type() != SourceType.DOMINO) {
      say("base", "is missing; set the DN everything is below, such as dc=bank,dc=example");
    }
    password();
    selection("people", source.people(), Selection.PEOPLE, Set.of("id", "name", "mail", "logins"));
    selection("groups", source.groups(), Selection.GROUPS, Set.of("id", "name", "members"));
    selection(
        "contacts", source.contacts(), Selection.CONTACTS, Set.of("id", "name", "names", "mobile"));
    if (source.people().readsNothing()) {
      say("people.filter", "has to select people; a source without people is of no use");
    }
    if (!Set.of(Locale.getISOCountries()).contains(source.region())) {
      say("region", "is no country of ISO 3166-1, such as ES or MX");
    }
    if (!(source.brake().share() > 0 && source.brake().share() <= 1)) {
      say("brake.share", "has to be above 0 and at most 1; 0.10 is a tenth");
    }
    if (source.brake().minimum() < 0) {
      say("brake.minimum", "has to be 0 or more");
    }
    atLeast("poll-interval", source.pollInterval(), Duration.ofSeconds(1));
    atLeast("connect-timeout", source.connectTimeout(), Duration.ofMillis(1));
    atLeast("read-timeout", source.readTimeout(), Duration.ofMillis(1));
    atLeast("full-interval", source.fullInterval(), Duration.ZERO);
    atLeast("trust-for", source.trustFor(), Duration.ofMinutes(1));
    for (String domain : source.domains()) {
      if (domain.isBlank() || domain.indexOf('\\') >= 0) {
        say("domains", "'" + domain + "' is no domain; write what stands before the backslash");
      }
    }
    if (source.pageSize() < 0 || source.pageSize() > 100_000) {
      say("page-size", "has to be between 0 (no pages) and 100000");
    }
    return List.copyOf(problems);
  }

  private void password() {
    boolean file = !source.bindPasswordFile().isEmpty();
    if (file && !source.bindPassword().isEmpty()) {
      say("bind-password-file", "and bind-password are both given; keep one");
      return;
    }
    try {
      if (!source.bindDn().isEmpty() && source.password().isEmpty()) {
        say(
            file ? "bind-password-file" : "bind-password",
            "is missing; without it the bind as bind-dn would be anonymous"
                .replace("missing", file ? "empty" : "missing"));
      }
    } catch (IOException | InvalidPathException e) {
      say("bind-password-file", "cannot be read; mend the name, or let the gateway's user read it");
    }
  }

  private void urls() {
    if (source.urls().isEmpty()) {
      say("urls", "is empty; name at least one server, such as ldaps://dc1.bank.example:636");
    }
    source.urls().forEach(url -> url("urls", url));
    source.referrals().forEach(url -> url("referrals", url));
  }

  private void url(String key, String text) {
    URI url;
    try {
      url = new URI(text.strip());
    } catch (URISyntaxException e) {
      say(key, "'" + text + "' is no URL; write ldaps://host:636");
      return;
    }
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    String host = url.getHost();
    if (!(scheme.equals("ldap") || scheme.equals("ldaps")) || host == null) {
      say(key, "'" + text + "' has to read ldaps://host:636 or ldap://host:389");
    } else if (url.getPath() != null && url.getPath().length() > 1) {
      say(key, "'" + text + "' names more than a server; put the DN into base");
    } else if (scheme.equals("ldaps") && source.startTls()) {
      say("start-tls", "is for ldap:// only; '" + text + "' is in TLS from the start");
    } else if (scheme.equals("ldap")
        && !source.startTls()
        && !source.plainText()
        && !LOOPBACK.matcher(host).matches()) {
      say(
          key,
          "'"
              + text
              + "' would send passwords readable; use ldaps://, or start-tls: true,"
              + " or plain-text: true if you mean it");
    }
  }

  private void selection(String kind, Selection selection, Set<String> words, Set<String> needed) {
    if (selection.readsNothing()) {
      return;
    }
    dn(kind + ".base", selection.base());
    if (!isFilter(selection.filter())) {
      say(kind + ".filter", "'" + selection.filter() + "' is no LDAP filter (RFC 4515)");
    }
    selection
        .attributes()
        .forEach(
            (word, names) -> {
              if (!words.contains(word)) {
                say(
                    kind + ".attributes." + word,
                    "is not known; there are " + String.join(", ", new TreeSet<>(words)));
              } else if (word.equals("disabled")) {
                names.forEach(this::rule);
              } else {
                names.stream()
                    .filter(name -> !ATTRIBUTE.matcher(name).matches())
                    .forEach(
                        name ->
                            say(kind + ".attributes." + word, "'" + name + "' is no attribute"));
              }
            });
    for (String word : new TreeSet<>(needed)) {
      if (selection.attributesFor(word).isEmpty()) {
        say(kind + ".attributes." + word, "is needed; name the attribute to take it from");
      }
    }
  }

  private void rule(String text) {
    try {
      DisabledRule.of(text);
    } catch (IllegalArgumentException e) {
      say("attributes.disabled", String.valueOf(e.getMessage()));
    }
  }

  private void dn(String key, String text) {
    if (!DN.isValidDN(text)) {
      say(key, "'" + text + "' is no DN (RFC 4514)");
    }
  }

  private void atLeast(String key, Duration value, Duration least) {
    if (value.compareTo(least) < 0) {
      say(key, "has to be at least " + least.toMillis() + " ms");
    }
  }

  private void say(String key, String sentence) {
    problems.add("recado.directory.sources[" + source.name() + "]." + key + ": " + sentence);
  }

  private static boolean isFilter(String text) {
    try {
      return text.startsWith("(") && Filter.create(text) != null;
    } catch (LDAPException e) {
      return false;
    }
  }
}
