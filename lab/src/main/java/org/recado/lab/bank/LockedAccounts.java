package org.recado.lab.bank;

import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSimpleBindRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;

/** Refuses the bind of a locked account as OpenLDAP does: as if the password were wrong. */
final class LockedAccounts extends InMemoryOperationInterceptor {

  private final Locked locked;

  /** Whether the entry of this DN is locked. */
  interface Locked {
    boolean test(String dn) throws LDAPException;
  }

  LockedAccounts(Locked locked) {
    this.locked = locked;
  }

  @Override
  public void processSimpleBindRequest(InMemoryInterceptedSimpleBindRequest request)
      throws LDAPException {
    String dn = request.getRequest().getBindDN();
    if (!dn.isEmpty() && locked.test(dn)) {
      throw new LDAPException(ResultCode.INVALID_CREDENTIALS, "");
    }
  }
}
