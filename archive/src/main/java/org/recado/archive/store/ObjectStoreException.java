package org.recado.archive.store;

/**
 * The store does not answer, or refuses. Nothing is known of what was asked for; try again later.
 * The message is a sentence for the operator.
 */
public final class ObjectStoreException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public ObjectStoreException(String message) {
    super(message);
  }

  public ObjectStoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
