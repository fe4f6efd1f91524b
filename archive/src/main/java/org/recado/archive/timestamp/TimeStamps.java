package org.recado.archive.timestamp;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampToken;
import org.recado.archive.ledger.Checkpoint;
import org.recado.archive.record.ArchivedRecord;
import org.recado.archive.record.RecordDraft;
import org.recado.archive.record.RecordKind;

/** Asks a time-stamping authority for tokens, and checks them. */
public final class TimeStamps {

  private static final String TOKEN = "token";
  private static final String CHECKPOINT = "checkpoint";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final URI authority;
  private final SecureRandom random;

  /**
   * @param authority answers {@code application/timestamp-query} by HTTP (RFC 3161 section 3.4)
   */
  public TimeStamps(URI authority, SecureRandom random) {
    this.authority = authority;
    this.random = random;
  }

  /**
   * @param note the checkpoint, as published
   * @param now by our own clock
   * @return the record to append
   * @throws IOException with a sentence if the authority gives no good token
   */
  public RecordDraft stamp(String note, Instant now) throws IOException {
    byte[] token = token(note.getBytes(StandardCharsets.UTF_8));
    var stamped = open(token, note);
    return RecordDraft.general(RecordKind.STAMPED, now)
        .sourceAt(stamped)
        .fact("tree-size", Checkpoint.sizeOf(note))
        .fact("authority", authority)
        .part(CHECKPOINT, note)
        .part(TOKEN, "application/timestamp-reply", token);
  }

  private byte[] token(byte[] stamped) throws IOException {
    var generator = new TimeStampRequestGenerator();
    generator.setCertReq(true);
    try {
      var request =
          generator.generate(
              NISTObjectIdentifiers.id_sha256, sha256(stamped), new BigInteger(64, random));
      var answer =
          HttpClient.newBuilder()
              .connectTimeout(PATIENCE)
              .build()
              .send(
                  HttpRequest.newBuilder(authority)
                      .timeout(PATIENCE)
                      .header("Content-Type", "application/timestamp-query")
                      .POST(BodyPublishers.ofByteArray(request.getEncoded()))
                      .build(),
                  BodyHandlers.ofByteArray());
      if (answer.statusCode() != 200) {
        throw new IOException("The time-stamping authority answered " + answer.statusCode() + ".");
      }
      var response = new TimeStampResponse(answer.body());
      response.validate(request);
      if (response.getTimeStampToken() == null) {
        throw new IOException(
            "The time-stamping authority gave no token: " + response.getStatusString());
      }
      return response.getTimeStampToken().getEncoded();
    } catch (TSPException e) {
      throw new IOException(
          "The time-stamping authority's answer is no good: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while waiting for the time-stamping authority.", e);
    }
  }

  /**
   * What is wrong with a record of kind {@code stamped}; empty if nothing is.
   *
   * @param note the checkpoint of that size as it stands in the ledger, if there is one
   */
  public static Optional<String> problem(ArchivedRecord record, Optional<String> note) {
    var stamped = record.part(CHECKPOINT);
    var token = record.part(TOKEN);
    if (stamped.isEmpty() || token.isEmpty()) {
      return Optional.of("it lacks the checkpoint or the token");
    }
    if (!note.equals(Optional.of(stamped.get().text()))) {
      return Optional.of("the checkpoint that was time-stamped is not the one in the ledger");
    }
    try {
      open(token.get().bytes(), stamped.get().text());
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** The size of the tree a record of kind {@code stamped} is about. */
  public static long sizeOf(ArchivedRecord record) {
    return record.part(CHECKPOINT).map(part -> Checkpoint.sizeOf(part.text())).orElse(0L);
  }

  /**
   * Checks that the token is over the note, and signed by the certificate inside it. Whose that
   * certificate is, whoever checks compares.
   *
   * @return the authority's time
   */
  private static Instant open(byte[] octets, String note) throws IOException {
    try {
      var token = new TimeStampToken(new CMSSignedData(octets));
      byte[] imprint = token.getTimeStampInfo().getMessageImprintDigest();
      if (!Arrays.equals(imprint, sha256(note.getBytes(StandardCharsets.UTF_8)))) {
        throw new IOException("the time stamp is over something else");
      }
      X509CertificateHolder certificate =
          token.getCertificates().getMatches(null).stream()
              .filter(token.getSID()::match)
              .findFirst()
              .orElseThrow(() -> new IOException("the time stamp is without its certificate"));
      token.validate(new JcaSimpleSignerInfoVerifierBuilder().build(certificate));
      return token.getTimeStampInfo().getGenTime().toInstant();
    } catch (TSPException
        | CMSException
        | OperatorCreationException
        | java.security.cert.CertificateException
        | IllegalArgumentException e) {
      throw new IOException("the time stamp is not signed as it says: " + e.getMessage(), e);
    }
  }

  private static byte[] sha256(byte[] octets) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(octets);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
