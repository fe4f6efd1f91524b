package org.recado.archive;

import java.nio.file.Path;

/**
 * Where the archive's keys are. Both are made on the very first start, if they are not there.
 *
 * @param key the archive key, 32 octets or their base64; without it nobody can read the archive
 * @param signingKey the ledger's Ed25519 key, with its verifier key as the second line
 * @param origin names the ledger for ever, like {@code bank.example/recado}
 */
public record ArchiveFiles(Path key, Path signingKey, String origin) {}
