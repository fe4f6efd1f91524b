package org.recado.dkim;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.recado.dkim.RawMail.Field;

/** Verifies the signatures of a mail, RFC 6376 section 6.1. Safe for many threads. */
public final class DkimVerifier {

  /** Each costs a question to the name servers of whoever the mail says signed it. */
  private static final int MOST_LOOKED_AT = 5;

  private static final int MOST = 50;

  private final TxtRecords records;
  private final Clock clock;

  /**
   * @param records where the keys are
   * @param clock for signatures that expire
   */
  public DkimVerifier(TxtRecords records, Clock clock) {
    this.records = records;
    this.clock = clock;
  }

  /**
   * @param mail as it came, lines ended by CRLF
   * @param wanted whose signatures count; the keys of others are not asked for
   * @return one for each signature, in the order of the mail; empty if it has none. Of a mail that
   *     cannot be read in one way only, one that says so
   */
  public List<Finding> verify(byte[] mail, Predicate<String> wanted) {
    RawMail raw;
    try {
      raw = RawMail.of(mail);
    } catch (Unusable e) {
      return List.of(new Finding.Invalid("The mail proves nothing: " + e.sentence()));
    }
    var findings = new ArrayList<Finding>();
    int lookedAt = 0;
    for (Field field : raw.named("dkim-signature").stream().limit(MOST).toList()) {
      try {
        var signature = DkimSignature.of(field);
        if (!wanted.test(signature.domain())) {
          findings.add(new Finding.Foreign(signature.domain()));
        } else if (lookedAt++ < MOST_LOOKED_AT) {
          findings.add(verify(signature, raw, mail));
        }
      } catch (Unusable e) {
        findings.add(new Finding.Invalid("A signature proves nothing: " + e.sentence()));
      }
    }
    return List.copyOf(findings);
  }

  private Finding verify(DkimSignature signature, RawMail raw, byte[] mail) throws Unusable {
    signature.checkTime(clock.instant());
    byte[] body = signature.body().body(mail, raw.body());
    long length = signature.length().orElse((long) body.length);
    if (length > body.length) {
      throw new Unusable("the body is shorter than its l=");
    }
    // the body first: it costs no question to anybody
    byte[] hash = sha256(Arrays.copyOf(body, Math.toIntExact(length)));
    if (!MessageDigest.isEqual(hash, signature.tags().octets("bh"))) {
      throw new Unusable("the body was changed");
    }
    var signed = new ByteArrayOutputStream();
    var unsigned = fields(signature, raw, signed);
    signed.writeBytes(signature.itself());
    try {
      if (!key(signature).verifies(signature, signed.toByteArray())) {
        throw new Unusable("the header was changed, or another key signed it");
      }
    } catch (TxtRecords.Unavailable e) {
      return new Finding.Unknown(signature.domain());
    }
    return new Finding.Valid(
        signature.domain(),
        signature.selector(),
        signature.algorithm(),
        unsigned,
        length == body.length);
  }

  /**
   * Writes the signed fields: of several with one name the last first, and nothing for those that
   * are not there (section 5.4.2).
   *
   * @return names of fields that were left out
   */
  private static Set<String> fields(
      DkimSignature signature, RawMail raw, ByteArrayOutputStream signed) {
    var left = new HashMap<String, List<Field>>();
    for (Field field : raw.fields()) {
      if (field.at() != signature.field().at()) {
        left.computeIfAbsent(field.name(), name -> new ArrayList<>()).add(field);
      }
    }
    for (String name : signature.signed()) {
      var named = left.getOrDefault(name, List.of());
      if (!named.isEmpty()) {
        Field last = named.remove(named.size() - 1);
        String text = signature.header().header(last.text(), last.colon()) + "\r\n";
        signed.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
      }
    }
    var unsigned = new TreeSet<String>();
    left.forEach(
        (name, rest) -> {
          if (!rest.isEmpty()) {
            unsigned.add(name);
          }
        });
    return unsigned;
  }

  private DkimKey key(DkimSignature signature) throws Unusable, TxtRecords.Unavailable {
    var problem = new Unusable("there is no key at " + signature.keyName());
    for (String record : records.find(signature.keyName())) {
      try {
        return DkimKey.of(record);
      } catch (Unusable e) {
        problem = new Unusable("the key at " + signature.keyName() + ": " + e.sentence());
      }
    }
    throw problem;
  }

  private static byte[] sha256(byte[] octets) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(octets);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
