package org.recado.archive.store;

import java.time.Clock;

/** The double that other tests work with does what a store does. */
class MemoryStoreTest extends ObjectStoreContract {

  private final ObjectStore store = new MemoryStore(Clock.systemUTC());

  @Override
  ObjectStore store() {
    return store;
  }
}
