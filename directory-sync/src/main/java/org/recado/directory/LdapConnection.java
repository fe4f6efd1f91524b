package org.recado.directory;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.DN;
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
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
  private final String server;
  private final Referred referred;
  private final Map<String, LdapConnection> followed = new HashMap<>();
  private final TreeSet<String> elsewhere = new TreeSet<>();

  /** Connects to where a referral points. */
  interface Referred {

    /** Empty if it must not be followed. */
    Optional<LdapConnection> connect(LDAPURL to) throws LDAPException;
  }

  /**
   * @param server where a referral led; empty for the source's own server
   */
  LdapConnection(LDAPConnection connection, int pageSize, String server, Referred referred) {
    this.connection = connection;
    this.pageSize = pageSize;
    this.server = server;
    this.referred = referred;
  }

  /**
   * Every entry below {@code base} that matches, with these attributes; also those on servers that
   * referrals may be followed to (RFC 4511 sections 4.1.10 and 4.5.3).
   */
  List<LdapEntry> search(
      String base, String filter, Collection<String> attributes, Control... controls)
      throws LDAPException {
    var entries = new ArrayList<LdapEntry>();
    search(
        new Wanted(base, SearchScope.SUB, filter, attributes, List.of(controls)),
        entries,
        new HashSet<>());
    return entries;
  }

  /** A question that may go on elsewhere. */
  private record Wanted(
      String base,
      SearchScope scope,
      String filter,
      Collection<String> attributes,
      List<Control> controls) {

    /** What is left out in a referral stays as it was. */
    Wanted at(LDAPURL url) {
      return new Wanted(
          url.baseDNProvided() ? url.getBaseDN().toString() : base,
          url.scopeProvided() ? url.getScope() : scope,
          filter,
          attributes,
          controls);
    }
  }

  /**
   * @param been where this question has been asked already: servers may point at each other
   */
  private void search(Wanted wanted, List<LdapEntry> entries, Set<String> been)
      throws LDAPException {
    if (!been.add(server + " " + wanted.scope() + " " + DN.normalize(wanted.base()))) {
      return;
    }
    ASN1OctetString cookie = null;
    do {
      var request = request(wanted.base(), wanted.scope(), wanted.filter(), wanted.attributes());
      request.setControls(page(cookie, wanted.controls().toArray(Control[]::new)));
      SearchResult page;
      try {
        page = connection.search(request);
      } catch (LDAPException e) {
        if (e.getResultCode().equals(ResultCode.REFERRAL)
            && follow(e.getReferralURLs(), wanted, entries, been)) {
          return;
        }
        throw e;
      }
      for (SearchResultEntry entry : page.getSearchEntries()) {
        entries.add(entry(entry));
      }
      for (var reference : page.getSearchReferences()) {
        if (!follow(reference.getReferralURLs(), wanted, entries, been)) {
          note(reference.getReferralURLs());
        }
      }
      cookie = pageSize == 0 ? null : nextPage(page);
    } while (cookie != null);
  }

  /** Any one of the URLs will do; false if none may be followed. */
  private boolean follow(String[] urls, Wanted wanted, List<LdapEntry> entries, Set<String> been)
      throws LDAPException {
    for (String text : urls) {
      var url = new LDAPURL(text);
      var there = connectionTo(url);
      if (there.isPresent()) {
        there.get().search(wanted.at(url), entries, been);
        elsewhere.addAll(there.get().elsewhere);
        return true;
      }
    }
    return false;
  }

  private Optional<LdapConnection> connectionTo(LDAPURL url) throws LDAPException {
    String host = url.getHost() + ":" + url.getPort();
    var known = followed.get(host);
    if (known != null) {
      return Optional.of(known);
    }
    var fresh = referred.connect(url);
    fresh.ifPresent(there -> followed.put(host, there));
    return fresh;
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
    result.getSearchReferences().forEach(reference -> note(reference.getReferralURLs()));
    return result;
  }

  /** Servers that parts of the tree were said to be on, and that are not configured. */
  Collection<String> elsewhere() {
    return elsewhere;
  }

  @Override
  public void close() {
    followed.values().forEach(LdapConnection::close);
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

  private void note(String[] urls) {
    for (String url : urls) {
      try {
        elsewhere.add(new LDAPURL(url).getHost());
      } catch (LDAPException e) {
        elsewhere.add("an unreadable URL");
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
    return new LdapEntry(found.getDN(), values, server);
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
