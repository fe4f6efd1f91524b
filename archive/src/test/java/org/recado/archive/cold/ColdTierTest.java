package org.recado.archive.cold;

import java.time.Clock;
import org.recado.archive.store.MemoryStore;
import org.recado.archive.store.ObjectStore;
import org.recado.archive.store.ObjectVersion;

/** With the double that does what a store does. */
class ColdTierTest extends ColdTierContract {

  private final MemoryStore store = new MemoryStore(Clock.systemUTC());

  @Override
  ObjectStore store() {
    return store;
  }

  @Override
  void tamper(ObjectVersion version, long place) {
    store.tamper(version, (int) place);
  }

  @Override
  void lose(ObjectVersion version) {
    store.lose(version);
  }
}
