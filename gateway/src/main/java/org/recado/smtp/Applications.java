package org.recado.smtp;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.recado.intake.Peer;

/** Systems of the firm that sign in with an account of their own. */
final class Applications {

  private record Account(
      SecretHash secret,
      List<AddressRange> ranges,
      Set<String> certificates,
      Peer.Application peer) {

    boolean isUsedFrom(InetAddress address) {
      return ranges.stream().anyMatch(range -> range.contains(address));
    }
  }

  private final Map<String, Account> accounts = new TreeMap<>();

  /** Deriving a key takes long, on purpose; a system that sends all day signs in all day. */
  private final Map<String, String> lately = new ConcurrentHashMap<>();

  private final SecretKeySpec key;

  Applications(List<SmtpProperties.Application> applications, SecureRandom random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    this.key = new SecretKeySpec(bytes, "HmacSHA256");
    for (var application : applications) {
      accounts.put(
          application.name().toLowerCase(Locale.ROOT),
          new Account(
              SecretHash.of(application.secret()),
              AddressRange.all(application.addresses()),
              application.certificates().stream()
                  .map(name -> name.toLowerCase(Locale.ROOT))
                  .collect(Collectors.toSet()),
              new Peer.Application(
                  application.name(), application.domain(), application.categories())));
    }
  }

  boolean knows(String login) {
    return accounts.containsKey(login.strip().toLowerCase(Locale.ROOT));
  }

  /** The account of that name. */
  Optional<Peer.Application> named(String name) {
    return Optional.ofNullable(accounts.get(name.toLowerCase(Locale.ROOT))).map(Account::peer);
  }

  /** Empty if the secret is wrong, or comes from where the account is not used. */
  Optional<Peer.Application> check(String login, String secret, InetAddress from) {
    String name = login.strip().toLowerCase(Locale.ROOT);
    var account = accounts.get(name);
    if (account == null) {
      return Optional.empty();
    }
    boolean right = matches(name, account, secret);
    return right && account.isUsedFrom(from) ? Optional.of(account.peer()) : Optional.empty();
  }

  /** Whose certificate carries one of these host names; empty if it comes from elsewhere. */
  Optional<Peer.Application> of(Set<String> hosts, InetAddress from) {
    return accounts.values().stream()
        .filter(account -> account.certificates().stream().anyMatch(hosts::contains))
        .filter(account -> account.isUsedFrom(from))
        .map(Account::peer)
        .findFirst();
  }

  private boolean matches(String name, Account account, String secret) {
    String digest = digest(name + "\0" + secret);
    String known = lately.get(name);
    if (known != null
        && MessageDigest.isEqual(
            known.getBytes(StandardCharsets.US_ASCII),
            digest.getBytes(StandardCharsets.US_ASCII))) {
      return true;
    }
    boolean right = account.secret().matches(secret);
    if (right) {
      lately.put(name, digest);
    }
    return right;
  }

  /** With a key that lives as long as this process. */
  private String digest(String text) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
