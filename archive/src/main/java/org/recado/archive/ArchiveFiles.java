package org.recado.archive;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.recado.archive.cold.ColdAccess;
import org.recado.archive.record.ArchiveKey;
import org.recado.archive.record.ArchiveKeyFile;
import org.recado.archive.record.ColdSource;
import org.recado.archive.record.KeyService;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Where the archive's keys are, and what is not in the database. Both keys are made on the very
 * first start, if they are not there.
 *
 * @param key the archive key, 32 octets or their base64; without it nobody can read the archive
 * @param signingKey the ledger's Ed25519 key, with its verifier key as the second line
 * @param origin names the ledger for ever, like {@code bank.example/recado}
 * @param cold the object store that closed months are sealed into, if there is one
 * @param keyService that wraps the archive key in its file, if there is one
 */
public record ArchiveFiles(
    Path key,
    Path signingKey,
    String origin,
    Optional<ColdAccess> cold,
    Optional<KeyService> keyService) {

  /** Everything is in the database, and the archive key in its file as it is. */
  public ArchiveFiles(Path key, Path signingKey, String origin) {
    this(key, signingKey, origin, Optional.empty(), Optional.empty());
  }

  /** The file of the archive key, to change it. */
  public ArchiveKeyFile keyFile() {
    return new ArchiveKeyFile(key, keyService);
  }

  /**
   * Reads the archive key; a key service is asked.
   *
   * @throws IOException with a sentence for the operator
   */
  public ArchiveKey archiveKey() throws IOException {
    return keyFile().load();
  }

  /** Who is asked for contents that have left the database. */
  public ColdSource coldSource(JdbcTemplate jdbc) {
    return cold.map(access -> access.source(jdbc)).orElse(ColdSource.NONE);
  }
}
