package org.recado.archive.store;

import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** The Ceph that lab/peers/ceph.sh started, seen by the account that owns the bucket. */
public final class Ceph implements AutoCloseable {

  public final S3Client owner;
  public final StoreSettings settings;

  /** With a bucket of its own that can lock. */
  public Ceph() {
    settings =
        new StoreSettings(
            URI.create(System.getProperty("recado.ceph")),
            "default",
            "recado-" + UUID.randomUUID(),
            true,
            System.getProperty("recado.ceph.access-key"),
            System.getProperty("recado.ceph.secret-key"),
            Duration.ofSeconds(20));
    owner =
        S3Client.builder()
            .endpointOverride(settings.endpoint())
            .region(Region.of(settings.region()))
            .forcePathStyle(true)
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(settings.accessKey(), settings.secretKey())))
            .httpClient(UrlConnectionHttpClient.create())
            .build();
    owner.createBucket(r -> r.bucket(settings.bucket()).objectLockEnabledForBucket(true));
  }

  public ObjectStore store() {
    return new S3ObjectStore(settings);
  }

  @Override
  public void close() {
    owner.close();
  }
}
