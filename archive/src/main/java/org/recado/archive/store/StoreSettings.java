package org.recado.archive.store;

import java.net.URI;
import java.time.Duration;

/**
 * Where the object storage is and who we are there.
 *
 * @param endpoint URL of the S3 service
 * @param region as the service calls it; any word for one that has none
 * @param pathStyle whether the bucket is part of the path and not of the host's name
 * @param timeout of one call, its repetitions included
 */
public record StoreSettings(
    URI endpoint,
    String region,
    String bucket,
    boolean pathStyle,
    String accessKey,
    String secretKey,
    Duration timeout) {

  @Override
  public String toString() {
    return "StoreSettings[" + endpoint + ", " + bucket + "]";
  }
}
