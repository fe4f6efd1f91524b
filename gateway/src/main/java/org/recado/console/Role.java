package org.recado.console;

import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** What somebody may see. */
enum Role {
  /** Their own messages. */
  EMPLOYEE,
  /** Every message. */
  COMPLIANCE,
  /** The state of the gateway, and no content. */
  OPERATOR;

  GrantedAuthority authority() {
    return new SimpleGrantedAuthority("ROLE_" + name());
  }
}
