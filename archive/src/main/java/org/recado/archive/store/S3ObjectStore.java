package org.recado.archive.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.LegacyMd5Plugin;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.ObjectLockRetentionMode;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Amazon S3, or anything that speaks its API and enforces Object Lock (Ceph's gateway, MinIO).
 * Versions are named in every call, so that a mark that hides an object changes nothing for us.
 */
public final class S3ObjectStore implements ObjectStore {

  /** RFC 9110 section 15.5.17. */
  private static final int PAST_ITS_END = 416;

  private final S3Client s3;
  private final StoreSettings settings;
  private final String bucket;

  public S3ObjectStore(StoreSettings settings) {
    this.settings = settings;
    this.bucket = settings.bucket();
    this.s3 =
        S3Client.builder()
            .endpointOverride(settings.endpoint())
            .region(Region.of(settings.region()))
            .forcePathStyle(settings.pathStyle())
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(settings.accessKey(), settings.secretKey())))
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(settings.timeout())
                    .socketTimeout(settings.timeout()))
            .overrideConfiguration(config -> config.apiCallTimeout(settings.timeout()))
            // the newer checksums are not known to stores that are not Amazon's; MD5 is to all
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .addPlugin(LegacyMd5Plugin.create())
            .build();
  }

  @Override
  public void demandLocks() {
    boolean locks =
        asking(
            () ->
                maybe(
                        () ->
                            s3.getObjectLockConfiguration(r -> r.bucket(bucket))
                                .objectLockConfiguration())
                    .isPresent());
    var versioning = asking(() -> s3.getBucketVersioning(r -> r.bucket(bucket)).status());
    if (!locks || versioning != BucketVersioningStatus.ENABLED) {
      throw new ObjectStoreException(
          "The bucket "
              + bucket
              + " cannot lock objects; make one with Object Lock enabled, which can only be said when"
              + " it is made.");
    }
  }

  @Override
  public ObjectVersion put(String key, Path file, Instant until, boolean held) {
    String md5 = md5(file);
    var answer =
        asking(
            () ->
                s3.putObject(
                    request ->
                        request
                            .bucket(bucket)
                            .key(key)
                            .contentMD5(md5)
                            .objectLockMode(ObjectLockMode.COMPLIANCE)
                            .objectLockRetainUntilDate(until.truncatedTo(ChronoUnit.SECONDS))
                            .objectLockLegalHoldStatus(status(held)),
                    RequestBody.fromFile(file)));
    if (answer.versionId() == null) {
      throw new ObjectStoreException("The bucket " + bucket + " keeps no versions.");
    }
    return new ObjectVersion(key, answer.versionId());
  }

  @Override
  public Optional<ObjectState> find(ObjectVersion version) {
    return asking(
        () ->
            maybe(
                    () ->
                        s3.headObject(
                            r -> r.bucket(bucket).key(version.key()).versionId(version.version())))
                .map(
                    head ->
                        new ObjectState(
                            version,
                            head.contentLength(),
                            head.objectLockMode() == ObjectLockMode.COMPLIANCE
                                ? Optional.ofNullable(head.objectLockRetainUntilDate())
                                : Optional.empty(),
                            head.objectLockLegalHoldStatus() == ObjectLockLegalHoldStatus.ON)));
  }

  @Override
  public Optional<byte[]> read(ObjectVersion version, long from, int length) {
    return asking(
        () -> {
          try {
            return maybe(
                () ->
                    s3.getObject(
                            request ->
                                request
                                    .bucket(bucket)
                                    .key(version.key())
                                    .versionId(version.version())
                                    .range("bytes=" + from + "-" + (from + length - 1)),
                            ResponseTransformer.toBytes())
                        .asByteArray());
          } catch (S3Exception e) {
            if (e.statusCode() == PAST_ITS_END) {
              return Optional.of(new byte[0]);
            }
            throw e;
          }
        });
  }

  @Override
  public boolean download(ObjectVersion version, Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return asking(
        () ->
            maybe(
                    () ->
                        s3.getObject(
                            r -> r.bucket(bucket).key(version.key()).versionId(version.version()),
                            ResponseTransformer.toFile(file)))
                .isPresent());
  }

  @Override
  public void extend(ObjectVersion version, Instant until) {
    asking(
        () ->
            s3.putObjectRetention(
                request ->
                    request
                        .bucket(bucket)
                        .key(version.key())
                        .versionId(version.version())
                        .retention(
                            lock ->
                                lock.mode(ObjectLockRetentionMode.COMPLIANCE)
                                    .retainUntilDate(until.truncatedTo(ChronoUnit.SECONDS)))));
  }

  @Override
  public void hold(ObjectVersion version, boolean on) {
    asking(
        () ->
            s3.putObjectLegalHold(
                request ->
                    request
                        .bucket(bucket)
                        .key(version.key())
                        .versionId(version.version())
                        .legalHold(hold -> hold.status(status(on)))));
  }

  @Override
  public void remove(ObjectVersion version) {
    asking(
        () ->
            s3.deleteObject(r -> r.bucket(bucket).key(version.key()).versionId(version.version())));
  }

  @Override
  public List<ObjectVersion> versions(String prefix) {
    return asking(
        () -> {
          // the store lists the newest version of a key first
          var versions = new ArrayList<ObjectVersion>();
          var ofOneKey = new ArrayList<ObjectVersion>();
          s3.listObjectVersionsPaginator(r -> r.bucket(bucket).prefix(prefix))
              .versions()
              .forEach(
                  found -> {
                    if (!ofOneKey.isEmpty() && !ofOneKey.get(0).key().equals(found.key())) {
                      Collections.reverse(ofOneKey);
                      versions.addAll(ofOneKey);
                      ofOneKey.clear();
                    }
                    ofOneKey.add(new ObjectVersion(found.key(), found.versionId()));
                  });
          Collections.reverse(ofOneKey);
          versions.addAll(ofOneKey);
          return List.copyOf(versions);
        });
  }

  @Override
  public Optional<ObjectVersion> current(String key) {
    return asking(
        () ->
            maybe(() -> s3.headObject(r -> r.bucket(bucket).key(key)))
                .map(head -> new ObjectVersion(key, String.valueOf(head.versionId()))));
  }

  private static ObjectLockLegalHoldStatus status(boolean on) {
    return on ? ObjectLockLegalHoldStatus.ON : ObjectLockLegalHoldStatus.OFF;
  }

  /**
   * A version that is not there is an answer, and no failure; a bucket that is not there is one.
   */
  private static <T> Optional<T> maybe(Supplier<T> call) {
    try {
      return Optional.ofNullable(call.get());
    } catch (S3Exception e) {
      String code = e.awsErrorDetails() == null ? "" : e.awsErrorDetails().errorCode();
      if (e.statusCode() == 404 && !"NoSuchBucket".equals(code)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private <T> T asking(Supplier<T> call) {
    try {
      return call.get();
    } catch (S3Exception e) {
      throw new ObjectStoreException(
          "The object store "
              + settings.endpoint()
              + " refuses (bucket "
              + bucket
              + "): "
              + (e.awsErrorDetails() == null || e.awsErrorDetails().errorCode() == null
                  ? "HTTP status " + e.statusCode()
                  : e.awsErrorDetails().errorCode())
              + ".",
          e);
    } catch (SdkException e) {
      throw new ObjectStoreException(
          "The object store " + settings.endpoint() + " does not answer.", e);
    }
  }

  private static String md5(Path file) {
    try (var in = Files.newInputStream(file)) {
      var digest = MessageDigest.getInstance("MD5");
      byte[] octets = new byte[64 * 1024];
      for (int read = in.read(octets); read >= 0; read = in.read(octets)) {
        digest.update(octets, 0, read);
      }
      return Base64.getEncoder().encodeToString(digest.digest());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has it", e);
    }
  }

  @Override
  public void close() {
    s3.close();
  }
}
