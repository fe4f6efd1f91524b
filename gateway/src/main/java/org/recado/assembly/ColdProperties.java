package org.recado.assembly;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.recado.archive.cold.ColdAccess;
import org.recado.archive.cold.ColdSettings;
import org.recado.archive.store.StoreSettings;
import org.recado.settings.MistakenSettings;
import org.recado.settings.Mistakes;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings {@code recado.archive.cold}: object storage that locks, for the contents of months that
 * are over.
 *
 * @param endpoint URL of the S3 service; empty for none
 * @param region as the service calls it
 * @param bucket made with Object Lock
 * @param pathStyle whether the bucket is in the path of URLs and not in the host's name
 * @param prefix before the name of every object; empty, or ending in a slash
 * @param accessKey of an account that may read, write, lock and hold objects in the bucket
 * @param secretKey of that account
 * @param secretKeyFile a file with it instead
 * @param timeout of one call to the store
 * @param after how long a month has been over before it is sealed
 * @param seal whether the gateway seals, daily and one node for all; if not, {@code archive seal}
 * @param sealPause how long the gateway rests after each object
 * @param segmentSize about how large an object becomes
 * @param lockAhead what can still be read is never locked for less than this; locks are lengthened
 *     then
 */
public record ColdProperties(
    @DefaultValue("") String endpoint,
    @DefaultValue("us-east-1") String region,
    @DefaultValue("recado") String bucket,
    @DefaultValue("true") boolean pathStyle,
    @DefaultValue("") String prefix,
    @DefaultValue("") String accessKey,
    @DefaultValue("") String secretKey,
    @DefaultValue("") String secretKeyFile,
    @DefaultValue("30s") Duration timeout,
    @DefaultValue("90d") Duration after,
    @DefaultValue("true") boolean seal,
    @DefaultValue("5s") Duration sealPause,
    @DefaultValue("64MB") DataSize segmentSize,
    @DefaultValue("90d") Duration lockAhead) {

  void check(Mistakes mistakes) {
    mistakes
        .check(
            endpoint.isBlank() || endpoint.matches("https?://[^\\s/]+/?"),
            "cold.endpoint",
            "give a URL like https://s3.example/")
        .check(!region.isBlank(), "cold.region", "name a region, like us-east-1")
        .check(
            bucket.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"),
            "cold.bucket",
            "give 3 to 63 lower-case letters, digits, dots and hyphens")
        .check(
            prefix.isEmpty() || prefix.matches("([A-Za-z0-9._-]+/)+"),
            "cold.prefix",
            "leave it empty, or end it with a slash, like recado/")
        .check(
            endpoint.isBlank() || !accessKey.isBlank(),
            "cold.access-key",
            "say who Recado is at the object store")
        .check(
            endpoint.isBlank() || secretKey.isBlank() != secretKeyFile.isBlank(),
            "cold.secret-key",
            "give either the secret or, as secret-key-file, the file it is in")
        .check(
            secretKeyFile.isBlank() || Files.isReadable(Path.of(secretKeyFile)),
            "cold.secret-key-file",
            "cannot be read")
        .check(
            timeout.compareTo(Duration.ofSeconds(1)) >= 0, "cold.timeout", "give a second or more")
        .check(!after.isNegative(), "cold.after", "give no time below zero")
        .check(
            !sealPause.isNegative() && sealPause.compareTo(Duration.ofHours(1)) <= 0,
            "cold.seal-pause",
            "give 0s to 1h")
        .check(
            segmentSize.toMegabytes() >= 1 && segmentSize.toMegabytes() <= 1024,
            "cold.segment-size",
            "give 1MB to 1024MB")
        .check(
            lockAhead.compareTo(Duration.ofDays(1)) >= 0
                && lockAhead.compareTo(Duration.ofDays(3650)) <= 0,
            "cold.lock-ahead",
            "give a day to 3650 days, like 90d");
  }

  /** Empty if there is none. Nothing is asked of the store yet. */
  Optional<ColdAccess> access() {
    if (endpoint.isBlank()) {
      return Optional.empty();
    }
    return Optional.of(
        ColdAccess.to(
            new StoreSettings(
                URI.create(endpoint), region, bucket, pathStyle, accessKey, secret(), timeout),
            new ColdSettings(prefix, after, segmentSize.toBytes(), lockAhead)));
  }

  private String secret() {
    try {
      return secretKeyFile.isBlank() ? secretKey : Files.readString(Path.of(secretKeyFile)).strip();
    } catch (IOException e) {
      throw new MistakenSettings(List.of("recado.archive.cold.secret-key-file: cannot be read"));
    }
  }

  @Override
  public String toString() {
    return "ColdProperties[" + endpoint + ", " + bucket + "]";
  }
}
