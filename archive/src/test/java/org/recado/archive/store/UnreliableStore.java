package org.recado.archive.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

/** A store that stops answering after so many calls, before or after it did what was asked. */
public final class UnreliableStore {

  private final AtomicInteger answers = new AtomicInteger(Integer.MAX_VALUE);
  private volatile boolean doesTheLast;
  public final ObjectStore store;

  public UnreliableStore(ObjectStore real) {
    store =
        (ObjectStore)
            Proxy.newProxyInstance(
                ObjectStore.class.getClassLoader(),
                new Class<?>[] {ObjectStore.class},
                (proxy, method, args) -> {
                  int left = answers.getAndUpdate(n -> n == Integer.MAX_VALUE ? n : n - 1);
                  try {
                    if (left > 0) {
                      return method.invoke(real, args);
                    }
                    if (left == 0 && doesTheLast) {
                      method.invoke(real, args);
                    }
                  } catch (InvocationTargetException e) {
                    throw e.getTargetException();
                  }
                  throw new ObjectStoreException("The object store does not answer.");
                });
  }

  /**
   * @param doesTheLast whether the first call without an answer is done all the same
   */
  public void breakAfter(int calls, boolean doesTheLast) {
    this.doesTheLast = doesTheLast;
    answers.set(calls);
  }

  public void mend() {
    answers.set(Integer.MAX_VALUE);
  }
}
