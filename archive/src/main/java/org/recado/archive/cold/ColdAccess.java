package org.recado.archive.cold;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.recado.archive.record.ColdSource;
import org.recado.archive.store.ObjectStore;
import org.recado.archive.store.S3ObjectStore;
import org.recado.archive.store.StoreSettings;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The cold tier as it was configured.
 *
 * @param store opened when it is first asked for
 */
public record ColdAccess(Supplier<ObjectStore> store, ColdSettings settings) {

  /** The S3 store of the configuration, opened once and by whoever needs it first. */
  public static ColdAccess to(StoreSettings store, ColdSettings settings) {
    return new ColdAccess(new Once(store), settings);
  }

  /** Reads contents that have left this database. */
  public ColdSource source(JdbcTemplate jdbc) {
    return new ColdTier(jdbc, store);
  }

  private static final class Once implements Supplier<ObjectStore> {

    private final StoreSettings settings;
    private @Nullable ObjectStore opened;

    Once(StoreSettings settings) {
      this.settings = settings;
    }

    @Override
    public synchronized ObjectStore get() {
      if (opened == null) {
        opened = new S3ObjectStore(settings);
      }
      return opened;
    }
  }
}
