package org.recado.directory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.naming.CommunicationException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.PartialResultException;
import javax.naming.directory.Attribute;
import javax.naming.directory.SearchControls;
import javax.naming.directory.SearchResult;
import javax.naming.ldap.Control;
import javax.naming.ldap.LdapContext;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.PagedResultsControl;
import javax.naming.ldap.PagedResultsResponseControl;
import org.jspecify.annotations.Nullable;

/**
 * One bound connection, for one thread. A search gives everything that matched or fails: an answer
 * that ends early (size limit, lost connection, lost page) is never taken for a complete one.
 */
final class LdapConnection implements AutoCloseable {

  private static final String RANGE = ";range=";
  private static final Control[] NO_CONTROLS = {};

  private final LdapContext context;
  private final int pageSize;
  private final AutoCloseable tls;

  /**
   * @param tls the StartTLS layer to end before the connection, or something that does nothing
   */
  LdapConnection(LdapContext context, int pageSize, AutoCloseable tls) {
    this.context = context;
    this.pageSize = pageSize;
    this.tls = tls;
  }

  /** Every entry below {@code base} that matches, with these attributes. */
  List<LdapEntry> search(String base, String filter, Collection<String> attributes)
      throws NamingException {
    var controls = new SearchControls();
    controls.setSearchScope(SearchControls.SUBTREE_SCOPE);
    controls.setReturningAttributes(attributes.toArray(String[]::new));
    var found = new ArrayList<SearchResult>();
    byte @Nullable [] cookie = null;
    do {
      context.setRequestControls(page(cookie));
      readPage(ask(base, filter, controls), found);
      cookie = pageSize == 0 ? null : nextPage(context.getResponseControls());
    } while (cookie != null);
    context.setRequestControls(NO_CONTROLS);
    var entries = new ArrayList<LdapEntry>(found.size());
    for (SearchResult result : found) {
      entries.add(entry(result));
    }
    return entries;
  }

  @Override
  public void close() {
    try {
      tls.close();
    } catch (Exception e) {
      // the connection goes next; a server that hung up first is no loss
    }
    try {
      context.close();
    } catch (NamingException e) {
      // as above
    }
  }

  @SuppressWarnings("BanJNDI") // no object is made of an entry: the returning-object flag stays off
  private NamingEnumeration<SearchResult> ask(String base, String filter, SearchControls controls)
      throws NamingException {
    controls.setReturningObjFlag(false);
    return context.search(new LdapName(base), filter, controls);
  }

  private Control[] page(byte @Nullable [] cookie) throws NamingException {
    if (pageSize == 0) {
      return NO_CONTROLS;
    }
    try {
      return new Control[] {new PagedResultsControl(pageSize, cookie, Control.CRITICAL)};
    } catch (IOException e) {
      throw failure("the request for a page could not be written", e);
    }
  }

  private static void readPage(NamingEnumeration<SearchResult> page, List<SearchResult> into)
      throws NamingException {
    try {
      // hasMore throws when the answer ends early; hasMoreElements would call that the end
      while (page.hasMore()) {
        into.add(page.next());
      }
    } catch (PartialResultException e) {
      if (!onlyPointsElsewhere(e)) {
        throw e;
      }
    } finally {
      page.close();
    }
  }

  /**
   * A search from the root of an Active Directory domain ends with references to its other naming
   * contexts, which hold no people: JNDI reports them so after all entries were given. A result
   * code other than success carries its number instead.
   */
  private static boolean onlyPointsElsewhere(PartialResultException e) {
    return !String.valueOf(e.getMessage()).contains("error code");
  }

  private static byte @Nullable [] nextPage(Control @Nullable [] controls) throws NamingException {
    if (controls != null) {
      for (Control control : controls) {
        if (control instanceof PagedResultsResponseControl paged) {
          byte[] cookie = paged.getCookie();
          return cookie == null || cookie.length == 0 ? null : cookie;
        }
      }
    }
    throw failure("the directory lost its place in a paged answer (RFC 2696)", null);
  }

  private LdapEntry entry(SearchResult result) throws NamingException {
    String dn = result.getNameInNamespace();
    var values = new HashMap<String, List<String>>();
    var all = result.getAttributes().getAll();
    while (all.hasMore()) {
      Attribute attribute = all.next();
      String id = attribute.getID();
      int range = id.toLowerCase(Locale.ROOT).indexOf(RANGE);
      if (range < 0) {
        add(values, id, attribute);
      } else {
        readRanges(dn, id.substring(0, range), attribute, values);
      }
    }
    return new LdapEntry(dn, values);
  }

  /**
   * Active Directory gives at most 1,500 values of an attribute at a time: {@code
   * member;range=0-1499}, to be continued by asking for {@code member;range=1500-*} until the
   * answer ends in a star ([MS-ADTS] section 3.1.1.3.1.3.3).
   */
  private void readRanges(String dn, String name, Attribute first, Map<String, List<String>> values)
      throws NamingException {
    Attribute part = first;
    while (true) {
      add(values, name, part);
      String end = part.getID().substring(part.getID().lastIndexOf('-') + 1);
      if (end.equals("*")) {
        return;
      }
      String next = name + RANGE + (Long.parseLong(end) + 1) + "-*";
      part =
          ask(dn, next)
              .orElseThrow(() -> failure("the directory did not give " + next + " of " + dn, null));
    }
  }

  private Optional<Attribute> ask(String dn, String attribute) throws NamingException {
    var controls = new SearchControls();
    controls.setSearchScope(SearchControls.OBJECT_SCOPE);
    controls.setReturningAttributes(new String[] {attribute});
    var found = new ArrayList<SearchResult>();
    readPage(ask(dn, "(objectClass=*)", controls), found);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    var attributes = found.get(0).getAttributes().getAll();
    return attributes.hasMore() ? Optional.of(attributes.next()) : Optional.empty();
  }

  private static void add(Map<String, List<String>> values, String name, Attribute attribute)
      throws NamingException {
    var list = values.computeIfAbsent(name, key -> new ArrayList<>());
    for (int i = 0; i < attribute.size(); i++) {
      Object value = attribute.get(i);
      String text =
          value instanceof byte[] bytes
              ? StableId.text(name, bytes)
              : LdapEntry.clean(String.valueOf(value));
      if (value != null && !text.isEmpty()) {
        list.add(text);
      }
    }
  }

  private static CommunicationException failure(String sentence, @Nullable Throwable cause) {
    var failure = new CommunicationException(sentence);
    if (cause != null) {
      failure.initCause(cause);
    }
    return failure;
  }
}
