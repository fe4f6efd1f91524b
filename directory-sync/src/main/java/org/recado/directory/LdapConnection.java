package org.recado.directory;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPURL;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.RootDSE;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One connection, for one thread. A search gives everything that matched or fails: an answer that
 * ends early (size limit, lost connection, lost page) is never taken for a complete one.
 */
final class LdapConnection implements AutoCloseable {

  private static final String RANGE = ";range=";

  private final LDAPConnection connection;
  private final int pageSize;
  private final TreeSet<String> elsewhere = new TreeSet<>();

  LdapConnection(LDAPConnection connection, int pageSize) {
    this.connection = connection;
    this.pageSize = pageSize;
  }

  /** Every entry below {@code base} that matches, with these attributes. */
  List<LdapEntry> search(
      String base, String filter, Collection<String> attributes, Control... controls)
      throws LDAPException {
    var entries = new ArrayList<LdapEntry>();
    ASN1OctetString cookie = null;
    do {
      var request = request(base, SearchScope.SUB, filter, attributes);
      request.setControls(page(cookie, controls));
      SearchResult page = connection.search(request);
      noteReferences(page);
      for (SearchResultEntry entry : page.getSearchEntries()) {
        entries.add(entry(entry));
      }
      cookie = pageSize == 0 ? null : nextPage(page);
    } while (cookie != null);
    return entries;
  }

  /** One entry, where it is there and may be read. */
  Optional<LdapEntry> read(String dn, Collection<String> attributes, Control... controls)
      throws LDAPException {
    var request = request(dn, SearchScope.BASE, "(objectClass=*)", attributes);
    request.setControls(controls);
    try {
      var found = connection.search(request).getSearchEntries();
      return found.isEmpty() ? Optional.empty() : Optional.of(entry(found.get(0)));
    } catch (LDAPException e) {
      if (e.getResultCode().equals(ResultCode.NO_SUCH_OBJECT)
          || e.getResultCode().equals(ResultCode.INSUFFICIENT_ACCESS_RIGHTS)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** RFC 4512 section 5.1. */
  Optional<RootDSE> root() throws LDAPException {
    // Active Directory gives some of these only to those who ask for them by name
    var entry =
        connection.getEntry("", "*", "+", "highestCommittedUSN", "dsServiceName", "namingContexts");
    return entry == null ? Optional.empty() : Optional.of(new RootDSE(entry));
  }

  /** RFC 4511 section 4.2; an LDAPException that is no lost connection is a refusal. */
  void bind(String dn, String password) throws LDAPException {
    connection.bind(new SimpleBindRequest(dn, password));
  }

  /** A search the caller built and reads itself. */
  SearchResult search(SearchRequest request) throws LDAPException {
    SearchResult result = connection.search(request);
    noteReferences(result);
    return result;
  }

  /** Servers that parts of the tree were said to be on; they are not followed. */
  Collection<String> elsewhere() {
    return elsewhere;
  }

  @Override
  public void close() {
    connection.close();
  }

  private static SearchRequest request(
      String base, SearchScope scope, String filter, Collection<String> attributes)
      throws LDAPException {
    return new SearchRequest(base, scope, Filter.create(filter), attributes.toArray(String[]::new));
  }

  private Control[] page(@Nullable ASN1OctetString cookie, Control... others) {
    if (pageSize == 0) {
      return others;
    }
    var all = Arrays.copyOf(others, others.length + 1);
    all[others.length] = new SimplePagedResultsControl(pageSize, cookie, true);
    return all;
  }

  private static @Nullable ASN1OctetString nextPage(SearchResult page) throws LDAPException {
    var control = SimplePagedResultsControl.get(page);
    if (control == null) {
      throw new LDAPException(
          ResultCode.DECODING_ERROR, "the directory lost its place in a paged answer (RFC 2696)");
    }
    return control.moreResultsToReturn() ? control.getCookie() : null;
  }

  private void noteReferences(SearchResult result) {
    for (var reference : result.getSearchReferences()) {
      for (String url : reference.getReferralURLs()) {
        try {
          elsewhere.add(new LDAPURL(url).getHost());
        } catch (LDAPException e) {
          elsewhere.add("an unreadable URL");
        }
      }
    }
  }

  /** With all values of each attribute, however many the server gives at a time. */
  LdapEntry entry(SearchResultEntry found) throws LDAPException {
    var values = new HashMap<String, List<String>>();
    for (Attribute attribute : found.getAttributes()) {
      String id = attribute.getName();
      int range = id.toLowerCase(Locale.ROOT).indexOf(RANGE);
      if (range < 0) {
        add(values, id, attribute);
      } else {
        readRanges(found.getDN(), id.substring(0, range), attribute, values);
      }
    }
    return new LdapEntry(found.getDN(), values);
  }

  /**
   * Active Directory gives at most 1,500 values of an attribute at a time: {@code
   * member;range=0-1499}, to be continued by asking for {@code member;range=1500-*} until the
   * answer ends in a star ([MS-ADTS] section 3.1.1.3.1.3.3).
   */
  private void readRanges(String dn, String name, Attribute first, Map<String, List<String>> values)
      throws LDAPException {
    Attribute part = first;
    while (true) {
      add(values, name, part);
      String end = part.getName().substring(part.getName().lastIndexOf('-') + 1);
      if (end.equals("*")) {
        return;
      }
      String next;
      try {
        next = name + RANGE + (Long.parseLong(end) + 1) + "-*";
      } catch (NumberFormatException e) {
        throw new LDAPException(
            ResultCode.DECODING_ERROR, "the directory gave a range that is none of " + dn, e);
      }
      part =
          part(dn, next)
              .orElseThrow(
                  () ->
                      new LDAPException(
                          ResultCode.DECODING_ERROR,
                          "the directory did not give " + next + " of " + dn));
    }
  }

  private Optional<Attribute> part(String dn, String attribute) throws LDAPException {
    var found =
        connection.search(request(dn, SearchScope.BASE, "(objectClass=*)", List.of(attribute)));
    return found.getSearchEntries().stream()
        .flatMap(entry -> entry.getAttributes().stream())
        .filter(Attribute::hasValue)
        .findFirst();
  }

  private static void add(Map<String, List<String>> values, String name, Attribute attribute) {
    var list = values.computeIfAbsent(name.toLowerCase(Locale.ROOT), key -> new ArrayList<>(1));
    if (StableId.isBinary(name)) {
      for (byte[] value : attribute.getValueByteArrays()) {
        list.add(StableId.text(name, value));
      }
      return;
    }
    for (String value : attribute.getValues()) {
      String text = LdapEntry.clean(value);
      if (!text.isEmpty()) {
        list.add(text);
      }
    }
  }
}
