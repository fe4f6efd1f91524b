package org.recado.status;

import java.security.Principal;

/**
 * The application that asks.
 *
 * @param application name of its account
 */
record Caller(String application) implements Principal {

  @Override
  public String getName() {
    return application;
  }
}
