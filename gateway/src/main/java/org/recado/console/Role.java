package org.recado.console;

import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** What somebody may see. */
enum Role {
  /** Their own messages. */
  EMPLOYEE,
  /** Their team's too. */
  SUPERVISOR,
  /** Every message. */
  COMPLIANCE,
  /** Every message, and who looked at what; never acts on anything. */
  AUDITOR,
  /** The state of the gateway, and no content. */
  OPERATOR;

  GrantedAuthority authority() {
    return new SimpleGrantedAuthority("ROLE_" + name());
  }
}
